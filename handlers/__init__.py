"""The room of handlers."""
