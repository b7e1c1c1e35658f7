"""Was it a good pitch: what was said held against what should be said and what must not be."""
