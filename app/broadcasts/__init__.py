"""What real broadcasts came to: the log, tables from elsewhere, weeks, reviews."""
