"""Recognizing artworks in photos: the core, and what connects it to the catalogue."""
