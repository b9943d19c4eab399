"""What of the benchmark can be said without a browser."""
