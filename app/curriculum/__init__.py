"""What to learn: lesson files, prompts, cards and the library that holds them."""
