"""Who is made stoppable: one file for each kind of backend that needs its own."""

from .personas import PersonaAdapter

__all__ = ["PersonaAdapter"]
