"""What is true: which generations there are, how they are stopped, what reaches the chat."""

from .backend import Chat, ChatBackend, Continued, ContinuingBackend, Request
from .block import Block
from .call import Call, call_of, one_call
from .cell_edits import EditedCell
from .commands import CommandRecorder, Commands
from .gate import Gate
from .gated_chat import GatedChat
from .generation import Generation, current_generation
from .ladder import LadderTimes
from .limits import AnswerLimits
from .mark import MARK_KEY
from .own_command import OwnCommand
from .own_execution import OwnExecution
from .registry import Registry
from .resources import Held, Recorder, Resources
from .shared import shared
from .signal import StopSignal, stop_signal
from .touches import Touches

__all__ = [
    "MARK_KEY",
    "AnswerLimits",
    "Block",
    "Call",
    "Chat",
    "ChatBackend",
    "CommandRecorder",
    "Commands",
    "Continued",
    "ContinuingBackend",
    "EditedCell",
    "Gate",
    "GatedChat",
    "Generation",
    "Held",
    "LadderTimes",
    "OwnCommand",
    "OwnExecution",
    "Recorder",
    "Registry",
    "Request",
    "Resources",
    "StopSignal",
    "Touches",
    "call_of",
    "current_generation",
    "one_call",
    "shared",
    "stop_signal",
]
