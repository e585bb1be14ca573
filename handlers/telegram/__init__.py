"""Telegram: alerts as HTML that grow by edits, commands with inline keyboards, long polling."""
