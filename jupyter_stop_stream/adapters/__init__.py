"""Who is made stoppable: one file for each kind of backend that needs its own."""

from .bots import BOTS_KEY, Bots
from .entry_points import Adapter, attach_installed
from .personas import PersonaAdapter
from .stoppable import StoppableAnswer, StoppableBot, stoppable

__all__ = [
    "BOTS_KEY",
    "Adapter",
    "Bots",
    "PersonaAdapter",
    "StoppableAnswer",
    "StoppableBot",
    "attach_installed",
    "stoppable",
]
