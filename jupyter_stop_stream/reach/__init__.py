"""What a generation's code starts is recorded here, so that a stop can reach it."""

from .agent_commands import AgentCommands
from .kernel_reach import KernelReach
from .notebook_tools import NotebookTools
from .recorder import LibraryRecorder
from .tool_calls import ToolCalls
from .tool_server import ToolServer

__all__ = [
    "AgentCommands",
    "KernelReach",
    "LibraryRecorder",
    "NotebookTools",
    "ToolCalls",
    "ToolServer",
]
