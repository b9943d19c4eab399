"""What the benchmark makes of what was measured."""
