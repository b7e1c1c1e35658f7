"""Trains, exports and evaluates Kaibo's bundled Mandarin acoustic model (see README.md)."""

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads
