"""The room of wording."""
