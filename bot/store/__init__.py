"""The room of store."""
