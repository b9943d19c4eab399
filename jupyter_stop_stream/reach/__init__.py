"""What a generation's code starts is recorded here, so that a stop can reach it."""

from .agent_commands import AgentCommands
from .recorder import LibraryRecorder

__all__ = ["AgentCommands", "LibraryRecorder"]
