"""The story of the demo: an invented crisis, and the loopback server that plays its outlets."""
