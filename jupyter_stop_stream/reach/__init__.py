"""What a generation's code starts is recorded here, so that a stop can reach it."""

from .recorder import LibraryRecorder

__all__ = ["LibraryRecorder"]
