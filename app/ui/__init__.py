"""Everything Qt: screens, widgets, theme, languages and background jobs."""
