"""How long the model was kept after each of many stops."""

from __future__ import annotations

from statistics import median

QUICK_S = 0.1
NO_STOP = "no stop"


class Timings:
    """Times from stops to the model's being let go, in seconds."""

    def __init__(self) -> None:
        self.all_s: list[float] = []

    def add(self, seconds: float) -> None:
        """One more stop."""
        self.all_s.append(seconds)

    @property
    def median_ms(self) -> float:
        """In milliseconds, of at least one."""
        return 1000 * median(self.all_s)

    def __str__(self) -> str:
        count = len(self.all_s)
        if not count:
            return NO_STOP
        worst_ms = 1000 * max(self.all_s)
        return f"median {self.median_ms:6.1f} ms, worst {worst_ms:7.1f} ms, {count} stops"

    def check(self, slow_s: float) -> None:
        """Fail unless all but one of ten were quick, and none was slow: others use the machine."""
        assert max(self.all_s) < slow_s, str(self)
        late = [seconds for seconds in self.all_s if seconds >= QUICK_S]
        assert len(late) <= max(1, len(self.all_s) // 10), str(self)
