"""What was said: text to syllables, recognition, alignment, tone and scores."""
