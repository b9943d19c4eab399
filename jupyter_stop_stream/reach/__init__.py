"""What a generation's code starts is recorded here, so that a stop can reach it."""

from .agent_commands import AgentCommands
from .kernel_reach import KernelReach
from .recorder import LibraryRecorder

__all__ = ["AgentCommands", "KernelReach", "LibraryRecorder"]
