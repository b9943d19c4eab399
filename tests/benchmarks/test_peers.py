"""Other programs' chats are described in one form, and hand in their numbers in the benchmark's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from benchmarks import raw
from benchmarks.peers.__main__ import PEERS
from benchmarks.peers.peer import Page, Peer, Place
from benchmarks.peers.rows import Seen, Stop, Story, rows_of_story, to_lines
from benchmarks.peers.server import environment_of
from benchmarks.peers.watch import Moment, Watched, interpolate

STORY = Story(rate=50, tokens=300, stop_after=100, stops=2, answers=2)


def stop(**other: float | None) -> Stop:
    seen: Stop = {
        "growthChars": 40,
        "growthMs": 90.5,
        "handledMs": 1.5,
        "letGoMs": 30,
        "toldMs": 20,
        "tokensAfter": 2,
    }
    return seen | other  # type: ignore[return-value]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "bin" / "python", tmp_path / "home", 1234, "http://127.0.0.1:9/v1")


@pytest.fixture
def watched() -> Watched:
    """Half a second of the processor in each second; 100 MB, and 150 MB in the third."""
    return Watched([Moment(at, at / 2, 150 if at == 12 else 100) for at in range(10, 20)])


def samples(rows: list[raw.Row]) -> dict[str, list[float | None]]:
    return {row.quantity: row.samples for row in rows}


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_each_peer_is_pinned_and_knows_where_it_is_started(peer: Peer, place: Place) -> None:
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", one) for one in peer.requirements)
    assert peer.contender.endswith(peer.requirements[0].partition("==")[2])
    peer.write_files(place)
    told = [*map(place.fill, peer.command), *environment_of(peer, place).values()]
    assert any("1234" in one for one in told)
    written = [(place.home / path).read_text() for path in peer.files]
    assert any(place.model_url in one for one in [*told, *written])


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_what_a_peers_user_writes_is_python_or_json(peer: Peer) -> None:
    for path, text in peer.files.items():
        if path.endswith(".py"):
            compile(text, path, "exec")
        else:
            json.loads(text)


def test_a_peers_server_is_told_nothing_of_its_callers_environment_but_the_path(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "a secret")
    monkeypatch.setenv("SOMETHING_ELSE", "a secret")
    peer = Peer(["some==1"], ["serve"], Page("input", "stop", "reply"), environment={"P": "$port"})
    told = environment_of(peer, place)
    assert told.keys() == {"PATH", "HOME", "OPENAI_API_KEY", "OPENAI_BASE_URL", "P"}
    assert "a secret" not in told.values()
    assert told["P"] == "1234"


def test_what_never_came_is_none_in_its_row(watched: Watched) -> None:
    never = stop(letGoMs=None, toldMs=None, handledMs=None)
    seen: Seen = {"stops": [stop(), never], "answers": [], "scriptKb": 0}
    told = samples(rows_of_story("some 1", STORY, seen, watched))
    assert told["let_go_ms"] == [30, None]
    assert told["told_ms"] == [20, None]
    assert told["growth_chars"] == [40, 40]
    assert told.keys().isdisjoint({"behind_ms", "server_cpu_s"})


def test_an_answers_cost_is_taken_until_the_page_has_shown_all(watched: Watched) -> None:
    answers = [
        {"askedAt": 11_000, "endedAt": 13_000, "shownAt": 15_000},
        {"askedAt": 13_000, "endedAt": 14_000, "shownAt": None},
    ]
    seen: Seen = {"stops": [], "answers": answers, "scriptKb": 300}  # type: ignore[typeddict-item]
    told = samples(rows_of_story("some 1", STORY, seen, watched))
    assert told == {
        "behind_ms": [2000, None],
        "server_cpu_s": [2, 0.5],
        "server_memory_mb": [50, 0],
    }


def test_what_is_between_two_looks_is_taken_from_both() -> None:
    points = [(1.0, 10.0), (2.0, 20.0)]
    assert [interpolate(points, at) for at in (0, 1, 1.5, 2, 3)] == [10, 10, 15, 20, 20]
    with pytest.raises(ValueError, match="nothing"):
        interpolate([], 1)


def test_the_rows_are_read_again_as_they_were_written(watched: Watched) -> None:
    seen: Seen = {"stops": [stop()], "answers": [], "scriptKb": 0}
    rows = rows_of_story("some 1", STORY, seen, watched)
    rows += [raw.not_measured("other 2", "it did not start")]
    assert raw.load(raw.dump(rows)) == rows
    lines = to_lines(rows).splitlines()
    assert len(lines) == len(rows)
    assert lines[-1].endswith("not measured: it did not start")
