"""Trains, exports and evaluates Kaibo's bundled Mandarin acoustic model (see README.md)."""
