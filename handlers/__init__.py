"""What Slack can ask: parse, ask a desk, acknowledge, show."""
