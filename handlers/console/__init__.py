"""The terminal as a channel: what `tocsin run` without a token and `tocsin demo` show."""
