"""Lesson packs: lessons in one file to carry about, checksummed and signed, safe to open.

A pack is a zip with `pack.json` (what is in it, with SHA-256 sums), `pack.sig` (an Ed25519 signature of
`pack.json`) and `lessons/<id>/…`. Only lesson texts, their origin notes and recordings may be in one.
"""
