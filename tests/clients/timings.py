"""How long the model was kept after each of many stops."""

from __future__ import annotations

from statistics import median

QUICK_S = 0.1


class Timings:
    """Times from stops to the model's being let go, in seconds."""

    def __init__(self) -> None:
        self.all_s: list[float] = []

    def add(self, seconds: float) -> None:
        """One more stop."""
        self.all_s.append(seconds)

    def __str__(self) -> str:
        count = len(self.all_s)
        if not count:
            return "no stop"
        in_ms = [1000 * seconds for seconds in self.all_s]
        return f"median {median(in_ms):6.1f} ms, worst {max(in_ms):7.1f} ms, {count} stops"

    def check(self, slow_s: float) -> None:
        """Fail unless all but one of ten were quick, and none was slow: others use the machine."""
        assert max(self.all_s) < slow_s, str(self)
        late = [seconds for seconds in self.all_s if seconds >= QUICK_S]
        assert len(late) <= max(1, len(self.all_s) // 10), str(self)
