"""Pages of what visitors keep and give."""
