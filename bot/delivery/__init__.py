"""The outbox: every message is written down before it is sent, and sent once."""
