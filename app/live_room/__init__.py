"""A rehearsed audience: scripts of comments, a room that answers to what she says, and what came of it."""
