"""Kaibo (开播): an offline rehearsal studio for live-stream anchors."""

__version__ = "0.1.0"
