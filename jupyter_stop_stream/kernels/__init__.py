"""The order in which executions reach a kernel while an answer has one there, and their ends. It
knows neither Tornado nor ZeroMQ: whoever speaks to a kernel hands it what comes.
"""

from .answers_execution import AnswersExecution
from .execution import Execution, Sender
from .kernel import Kernel
from .lane import Lane
from .lanes import Lanes
from .refusals import Refusals

__all__ = [
    "AnswersExecution",
    "Execution",
    "Kernel",
    "Lane",
    "Lanes",
    "Refusals",
    "Sender",
]
