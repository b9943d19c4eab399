"""What a test measures without the interpreter's collection of garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collected_before() -> Iterator[None]:
    """All garbage is collected first and none for as long as the context is open: the collection
    would fall now here and now there.
    """
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
