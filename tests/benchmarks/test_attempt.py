"""What cannot be measured keeps nothing else from it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import replace

import pytest

from benchmarks.attempt import attempt
from benchmarks.contenders import AS_IT_IS, Contender
from benchmarks.raw import Row, Work

ROW = Row(AS_IT_IS.title, Work(), "let_go_ms", [1.0])


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (TimeoutError(), "TimeoutError"),
        (FileNotFoundError("there is no patch"), "there is no patch"),
        (subprocess.CalledProcessError(1, ["/bin/git", "apply"]), "`git apply` failed"),
        (subprocess.TimeoutExpired("playwright", 60.0), "it took longer than 60 s"),
    ],
)
def test_a_contender_that_fails_is_one_row_that_says_why(error: Exception, why: str) -> None:
    def fail(contender: Contender) -> Iterable[Row]:
        raise error

    (row,) = attempt(AS_IT_IS, fail)
    assert (row.contender, row.samples, row.note) == (AS_IT_IS.title, [], why)


def test_one_that_cannot_be_prepared_is_not_measured() -> None:
    def prepare() -> None:
        raise FileNotFoundError("nothing to install")

    (row,) = attempt(replace(AS_IT_IS, prepare=prepare), lambda contender: [ROW])
    assert row.note == "nothing to install"


def test_one_that_does_not_fail_gives_its_rows() -> None:
    assert attempt(AS_IT_IS, lambda contender: [ROW]) == [ROW]
