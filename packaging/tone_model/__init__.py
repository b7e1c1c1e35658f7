"""Trains and measures the tone model (`assets/scorer/tone.npz`)."""
