"""Why an answer broke off, where no error of its own says so."""

from __future__ import annotations

from ..protocol import Cause


class CancelledByOthers(Exception):
    """Why a generation failed whose task was cancelled though nobody had stopped it."""

    def __str__(self) -> str:
        return "Its code was cancelled, and not by a stop."


def cause_of(error: BaseException | None) -> Cause | None:
    """The word for why a generation failed, where pages have words of their own for it."""
    return "cancelled" if isinstance(error, CancelledByOthers) else None
