"""Ratios first, the limit beside them, and in words where we fall short."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.contenders import AS_IT_IS, WITH_US
from benchmarks.limits import CONTENDER as LIMIT
from benchmarks.plots import write_plots
from benchmarks.raw import Row, Work, dump, load, not_measured
from benchmarks.statistic import limit_of, ratio, summary
from benchmarks.table import markdown

WORK = Work(400, 6000)
LIMITS = [
    Row(LIMIT, Work(), "page_trip_ms", [0.3]),
    Row(LIMIT, Work(), "close_ms", [0.2]),
]


def row(title: str, quantity: str, *samples: float | None) -> Row:
    return Row(title, WORK, quantity, list(samples))


def cells(table: str, title: str) -> list[str]:
    (line,) = (line for line in table.splitlines() if line.startswith(f"| {title}"))
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_a_line_has_the_ratio_of_the_medians_first_and_then_the_limit() -> None:
    rows = [row(AS_IT_IS.title, "let_go_ms", 40, 50, 90), row(WITH_US.title, "let_go_ms", 4, 5, 9)]
    assert cells(markdown([*LIMITS, *rows], []), "click to the model let go") == [
        "click to the model let go",
        "0.1",
        "0.5 ms",
        "5.0 ms, 9.0 ms (3)",
        "50.0 ms, 90.0 ms (3)",
    ]


def test_where_the_limit_of_the_same_work_was_measured_the_ratio_is_also_of_what_is_beyond_it() -> (
    None
):
    at_this_work = [Row(LIMIT, WORK, "server_cpu_s", [3]), Row(LIMIT, Work(1), "server_cpu_s", [9])]
    rows = [row(AS_IT_IS.title, "server_cpu_s", 8), row(WITH_US.title, "server_cpu_s", 4)]
    table = markdown([*LIMITS, *at_this_work, *rows], [])
    assert cells(table, "processor time of the server")[1:3] == [
        "0.5; 0.2 beyond the limit",
        "3.0 s, 3.0 s (1)",
    ]
    assert table.count("processor time of the server") == 1


def test_what_never_came_is_called_so_and_is_no_number() -> None:
    never, came = row(AS_IT_IS.title, "let_go_ms", None, None), row(WITH_US.title, "let_go_ms", 5)
    assert summary(never) == "never, never (2)"
    assert ratio(came, never) == "never without"
    assert ratio(never, came) == "never with us"


def test_a_large_ratio_is_a_whole_number() -> None:
    little = row(AS_IT_IS.title, "server_memory_mb", 0.004)
    assert ratio(row(WITH_US.title, "server_memory_mb", 0.5404), little) == "135"
    assert ratio(row(WITH_US.title, "server_memory_mb", 0.0139), little) == "3.5"


def test_there_is_a_99th_percentile_where_there_are_samples_enough_for_it() -> None:
    assert summary(row("x", "let_go_ms", *range(1, 102))) == "51.0 ms, 100 ms, 101 ms (101)"
    assert summary(row("x", "let_go_ms", 1, 2, 3)) == "2.0 ms, 3.0 ms (3)"


def test_there_is_no_limit_where_it_was_not_measured() -> None:
    assert limit_of("let_go_ms", LIMITS) == pytest.approx(0.5)
    assert limit_of("let_go_ms", LIMITS[:1]) is None
    assert limit_of("script_kb", LIMITS) is None


@pytest.mark.parametrize(("ours", "is_short"), [(90.0, True), (51.0, False), (20.0, False)])
def test_a_line_in_which_another_is_clearly_better_is_told_in_words(
    ours: float, is_short: bool
) -> None:
    rows = [row("another 1.0", "told_ms", 50), row(WITH_US.title, "told_ms", ours)]
    sentence = (
        "- 400 tokens/s, 6000 tokens: click to its end shown: Stop is no longer offered:"
        " 90.0 ms, and 50.0 ms with another 1.0."
    )
    table = markdown(rows, [])
    assert (sentence in table) == is_short
    assert ("In nothing that was measured here." in table) != is_short


def test_growth_after_the_click_is_told_in_words_where_it_was_not_always_none() -> None:
    grown = row(WITH_US.title, "growth_chars", 0, 0, 7)
    assert "7 at worst, where 0 would be the limit" in markdown([grown], [])
    assert "at worst" not in markdown([row(WITH_US.title, "growth_chars", 0, 0)], [])


def test_who_could_not_be_measured_is_told_with_the_reason() -> None:
    table = markdown([not_measured("another 1.0", "it does not install")], [])
    assert "- another 1.0: it does not install." in table


def test_rows_are_read_as_they_were_written() -> None:
    rows = [*LIMITS, row("x", "let_go_ms", None, 1.5), not_measured("y", "no")]
    assert load(dump(rows)) == rows


def test_pictures_are_drawn_of_what_there_are_rows_of_and_are_the_same_each_time(
    tmp_path: Path,
) -> None:
    rows = [row(AS_IT_IS.title, "let_go_ms", None), row(WITH_US.title, "let_go_ms", 4, 5)]
    (path,) = write_plots(rows, LIMITS, tmp_path)
    first = path.read_text()
    assert AS_IT_IS.title in first
    assert "never" in first
    write_plots(rows, LIMITS, tmp_path)
    assert path.read_text() == first
