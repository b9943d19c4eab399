"""What cannot be measured keeps nothing else from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable

from .contenders import Contender
from .raw import Row, not_measured


def attempt(contender: Contender, measure: Callable[[Contender], Iterable[Row]]) -> list[Row]:
    """Prepare a contender and measure it; where that fails, one row says why."""

    def prepare_and_measure() -> Iterable[Row]:
        contender.prepare()
        return measure(contender)

    return rows_or_reason(contender.title, prepare_and_measure)


def rows_or_reason(title: str, measure: Callable[[], Iterable[Row]]) -> list[Row]:
    """What is measured; where that fails, one row says why."""
    print(f"==> {title}", file=sys.stderr, flush=True)
    try:
        return list(measure())
    except subprocess.TimeoutExpired as error:
        return [not_measured(title, f"it took longer than {error.timeout:.0f} s")]
    except subprocess.CalledProcessError as error:
        program = " ".join(str(part).rpartition("/")[2] for part in error.cmd[:3])
        return [not_measured(title, f"`{program}` failed")]
    except OSError as error:
        return [not_measured(title, str(error) or type(error).__name__)]
