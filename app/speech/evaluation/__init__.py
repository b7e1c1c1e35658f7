"""How often the verdicts are right: recordings against what was said and against texts with one change."""
