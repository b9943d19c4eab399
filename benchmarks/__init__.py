"""How fast a stop is, measured in one run beside what a person has without it."""
