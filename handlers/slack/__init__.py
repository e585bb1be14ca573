"""The room of slack."""
