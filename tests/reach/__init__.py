"""What a generation's code started is reached by a stop, and nothing else is."""
