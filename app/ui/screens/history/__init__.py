"""The progress screen: what was said on which day, how it went, and every attempt to open again."""
