"""A language model that answers what it is told, and remembers who hung up on it.

A process of its own speaks the protocols of OpenAI, Anthropic, Google and others over HTTP, so that
tests and benchmarks go through a real client, a real socket and a real disconnect.
"""
