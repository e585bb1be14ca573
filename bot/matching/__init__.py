"""The room of matching."""
