"""What a generation's code starts is recorded here, so that a stop can reach it."""

from .agent_commands import AgentCommands
from .command_toolkit import CommandToolkit
from .kernel_reach import KernelReach
from .lab_commands import LabCommands
from .notebook_tools import NotebookTools
from .recorder import LibraryRecorder
from .tool_calls import ToolCalls
from .tool_server import ToolServer

__all__ = [
    "AgentCommands",
    "CommandToolkit",
    "KernelReach",
    "LabCommands",
    "LibraryRecorder",
    "NotebookTools",
    "ToolCalls",
    "ToolServer",
]
