"""What docs/authors.md shows, run as it stands there."""
