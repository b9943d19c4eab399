"""Fakes that record, and the things that tests wait with."""
