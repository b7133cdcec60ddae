"""Drawings of facts as numbers for SVG: no queries, no markup. Templates put them on the page."""
