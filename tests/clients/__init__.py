"""Personas and model clients as other people wrote them, each in an environment that has it."""
