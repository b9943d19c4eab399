"""An execution of an answer in a kernel that there is not."""

from __future__ import annotations

from jupyter_stop_stream.generations import Generation, OwnExecution


class RecordingExecution(OwnExecution):
    """Runs until the test says otherwise, and notes what is asked of it.

    Args:
        generation: Whose it is.
    """

    def __init__(self, generation: Generation) -> None:
        super().__init__("kernel-1", None)
        self.asked: list[str] = []
        self.runs = True
        self._generation = generation
        generation.resources.add(self)

    @property
    def is_over(self) -> bool:
        return not self.runs

    @property
    def is_running(self) -> bool:
        return self.runs

    @property
    def is_left(self) -> bool:
        return self._generation.leaves_executions

    def end_alone(self) -> None:
        self.asked.append("end")

    def restart_kernel(self) -> None:
        self.asked.append("restart")

    def close(self, *, is_again: bool) -> bool:
        return False

    def end(self) -> None:
        """It has ended."""
        self.runs = False
        self._generation.resources.discard(self)
