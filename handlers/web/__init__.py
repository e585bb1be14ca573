"""The pages for machines: health and metrics, on loopback."""
