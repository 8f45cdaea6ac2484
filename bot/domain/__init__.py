"""Pure rules: no Slack, no database, no clock, no environment, no randomness."""
