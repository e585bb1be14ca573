"""Slack: alerts in Block Kit that are updated in place, /tocsin, Socket Mode."""
