"""Latitude: a Slack bot with which a sales team runs on earned autonomy."""
