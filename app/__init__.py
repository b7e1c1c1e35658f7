"""Kaibo (开播): an offline rehearsal studio for live-stream anchors."""

import os

# The networks are small and run beside the recogniser on two cores: more threads only get in their way.
# Set before anything imports numpy, which reads it once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.6.0"
