"""The curator's desk: whole catalogues in, and back out if they were wrong."""
