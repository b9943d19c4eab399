"""What can go wrong between this command and a server, as exceptions.

Failure
├── Refused             not signed in, or not allowed
└── Unreachable         no answer, or none that is understood
    └── NotThere        no such address: there is no jupyter-stop-stream

NotKnown                the server knows no such generation
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command ends with. Of several that apply, it is the highest."""

    DONE = 0
    NOT_DONE = 1
    USAGE = 2
    REFUSED = 3
    UNREACHABLE = 4
    GIVEN_UP = 130


class Failure(Exception):
    """A server did not do what it was asked for. `str()` of it is for a person."""

    exit_code = ExitCode.UNREACHABLE


class Refused(Failure):
    """The server did not let this person in, or not do that."""

    exit_code = ExitCode.REFUSED


class Unreachable(Failure):
    """There was no answer, or none that is understood."""


class NotThere(Unreachable):
    """The server has no such address."""


class NotKnown(Exception):
    """The server knows no generation of that id, or has forgotten it since its end."""
