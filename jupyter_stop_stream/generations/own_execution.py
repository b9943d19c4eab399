"""An execution in a kernel that a generation has asked for."""

from __future__ import annotations

import asyncio
import uuid
from abc import abstractmethod
from typing import ClassVar, Final

from ..protocol import ExecutionRecord, Resource
from .call import Call
from .resources import Held

MOST_TOLD: Final = 32
"""Of how many executions a generation's record tells: all of a long _Run All_ would be sent again
with each of its cells."""


class OwnExecution(Held):
    """What a client is told of an execution, and can do to it alone.

    Args:
        kernel_id: Of the kernel that is asked.
        cell_id: Of the cell that it is of, where the request says so.
        call: In which it was asked for, where that is known.
    """

    kind: ClassVar[Resource] = "execution"

    def __init__(self, kernel_id: str, cell_id: str | None, call: Call | None = None) -> None:
        self.execution_id = uuid.uuid4().hex
        """Its own: clients of kernels choose the ids of their requests, and may choose the same."""
        self.kernel_id = kernel_id
        self.cell_id = cell_id
        self.notebook: str | None = None
        """The path of the kernel's notebook, where exactly one session has that kernel."""
        self.call = call
        self.ended_alone: asyncio.Future[str | None] | None = None
        """Once the person has it ended alone: how that can be told when it is over, `STOPPED` or
        `ASKED`; `None` where something else may have ended it.
        """

    @property
    @abstractmethod
    def is_running(self) -> bool:
        """Whether the kernel has begun with it, and has not ended it."""

    @abstractmethod
    def end_alone(self) -> None:
        """Drop it while it waits; interrupt it while it runs, again not before 1.5 s."""

    @abstractmethod
    def restart_kernel(self) -> None:
        """Start its kernel anew, if it runs there then."""

    def record(self) -> ExecutionRecord:
        """What a client is told of it."""
        record: ExecutionRecord = {
            "execution_id": self.execution_id,
            "kernel_id": self.kernel_id,
            "state": "running" if self.is_running else "waiting",
        }
        if self.notebook is not None:
            record["notebook"] = self.notebook
        if self.cell_id is not None:
            record["cell_id"] = self.cell_id
        return record
