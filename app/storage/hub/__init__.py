"""The hub: a centre's PostgreSQL, where what its stations keep comes together. See docs/hub.md."""
