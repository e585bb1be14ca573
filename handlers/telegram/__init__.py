"""The room of telegram."""
