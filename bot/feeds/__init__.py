"""The room of feeds."""
