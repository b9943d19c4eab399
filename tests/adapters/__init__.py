"""Who is made stoppable."""
