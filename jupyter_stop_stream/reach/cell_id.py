"""Of which cell of a notebook an execution is."""

from __future__ import annotations

from typing import Any, Final

KEY: Final = "cellId"
"""Where JupyterLab writes it in the metadata of an `execute_request`."""

LONGEST: Final = 256


def cell_of(metadata: Any) -> str | None:
    """The id of the cell that the metadata of a request name, if they do. By it a person is led to
    the cell; whose the execution is, it does not show.
    """
    cell_id = metadata.get(KEY) if isinstance(metadata, dict) else None
    return cell_id if isinstance(cell_id, str) and 0 < len(cell_id) <= LONGEST else None
