"""The practice screen: a prompt, a take, and what was good and what was not."""
