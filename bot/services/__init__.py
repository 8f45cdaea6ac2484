"""One desk per feature: one transaction per method, and no Slack."""
