"""Hear and speak: devices, the recorder, the player and the recording on disk."""
