"""One contender that cannot be measured keeps nobody else from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable

from .contenders import Contender
from .raw import Row, not_measured


def attempt(contender: Contender, measure: Callable[[Contender], Iterable[Row]]) -> list[Row]:
    """Prepare a contender and measure it; where that fails, one row says why."""
    print(f"==> {contender.title}", file=sys.stderr, flush=True)
    try:
        contender.prepare()
        return list(measure(contender))
    except subprocess.TimeoutExpired as error:
        return [not_measured(contender.title, f"it took longer than {error.timeout:.0f} s")]
    except subprocess.CalledProcessError as error:
        program = " ".join(str(part).rpartition("/")[2] for part in error.cmd[:3])
        return [not_measured(contender.title, f"`{program}` failed")]
    except OSError as error:
        return [not_measured(contender.title, str(error) or type(error).__name__)]
