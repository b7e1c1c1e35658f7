"""What stays: SQLite, migrations, recordings on disk and backups."""
