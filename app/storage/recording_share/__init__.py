"""Where a centre gathers its recordings: a shared folder or an S3-compatible store, all of them sealed."""
