"""What it costs that a generation's tasks, threads and requests are recorded."""

from __future__ import annotations

from tests.budgets.recording import measure_in_process_of_its_own

ROUNDS = 500


def costs_markdown() -> str:
    """The table, in microseconds of the processor."""
    lines = [
        "| operation, in microseconds | without us | outside of an answer | inside of one |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {operation} | {cost['without_us']:.1f} | {cost['outside_us']:.1f} "
        f"| {cost['inside_us']:.1f} |"
        for operation, cost in measure_in_process_of_its_own(ROUNDS).items()
    ]
    return "\n".join(lines)
