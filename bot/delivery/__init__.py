"""The room of delivery."""
