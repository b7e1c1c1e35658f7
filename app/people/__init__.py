"""Who practises: profiles and their settings."""
