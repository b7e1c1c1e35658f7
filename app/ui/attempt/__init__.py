"""How one attempt is shown: the practice screen, the history and the demo's picture all use it."""
