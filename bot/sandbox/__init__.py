"""A local Slack workspace with a web page. It knows nothing of the bot."""
