"""Who is spoken to."""
