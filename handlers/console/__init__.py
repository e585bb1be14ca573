"""The room of console."""
