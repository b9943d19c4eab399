"""The adapters that other packages bring."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from logging import Logger
from typing import Any, Final, Protocol

from ..generations import Registry

GROUP: Final = "jupyter_stop_stream.adapters"
"""The entry points' group. Each names what is called with `(registry, log)` and gives an `Adapter`:
as a rule its class.
"""


class Adapter(Protocol):
    """Makes one kind of backend stoppable.

    For each chat that its personas answer in, it connects a `ChatBackend` to the registry, starts
    a generation with each prompt, and disconnects the backend when the chat is closed. The tests
    of `jupyter_stop_stream.conformance` say whether it does.
    """

    def attach(self, serverapp: Any) -> object:
        """Begin to do so.

        Called once, when this extension is loaded. Those whose names come later in the alphabet
        are not loaded yet.

        Args:
            serverapp: The `ServerApp`.

        Raises:
            Exception: Whatever it is, it is logged and keeps nobody else from working.
        """


def attach_installed(serverapp: Any, registry: Registry, log: Logger) -> list[Adapter]:
    """Attach the adapters of all packages, in the order of their names. One that is broken is told
    to the log and left out.

    Returns:
        Those that were attached. They live for as long as somebody keeps them.
    """
    found = sorted(entry_points(group=GROUP), key=lambda one: one.name)
    attached = (_attached(one, serverapp, registry, log) for one in found)
    return [one for one in attached if one is not None]


def _attached(entry: EntryPoint, serverapp: Any, registry: Registry, log: Logger) -> Adapter | None:
    try:
        adapter: Adapter = entry.load()(registry, log)
        adapter.attach(serverapp)
    except Exception:
        log.exception("The adapter %s (%s) could not be attached.", entry.name, entry.value)
        return None
    log.info("Attached the adapter %s (%s).", entry.name, entry.value)
    return adapter
