"""Real agents, each in an environment of its own, that ask the model of the tests."""
