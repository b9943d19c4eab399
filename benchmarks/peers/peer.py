"""Another program with a chat and a Stop button: how it is got, started, and found in its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from string import Template
from typing import Any


@dataclass(frozen=True)
class Page:
    """What of its page is used, by CSS selectors, which are looked for in shadow roots too."""

    input: str
    """Where the prompt is written. Enter sends it."""
    stop: str
    """Pressed to stop. It is offered for as long as one is to be seen and is not disabled."""
    reply: str
    """The text of a message; the last one is the answer's."""
    stop_text: str = ""
    """What the button says, where the selector alone would find others too."""
    path: str = "/"
    """Where the chat is."""
    before: Sequence[str] = ()
    """Pressed first, one after the other, in a page that was just opened."""
    dismiss: str = ""
    """Pressed wherever it is found to stand before the rest."""
    scripts: str = ""
    """A part of the address of the scripts that are weighed; empty for all that the page loads."""

    def to_json(self) -> dict[str, Any]:
        """As the browser's half reads it."""
        return asdict(self)


@dataclass(frozen=True)
class Place:
    """Where one is started."""

    python: Path
    """The interpreter of its environment."""
    home: Path
    """A directory of its own, its HOME, in which it is started. It is removed afterwards."""
    port: int
    """On which it is to listen, on the loopback interface."""
    model_url: str
    """The model's OpenAI-compatible endpoint."""

    def fill(self, text: str) -> str:
        """Put these in the place of ``$python``, ``$home``, ``$port`` and ``$model_url``."""
        return Template(text).substitute(
            python=self.python, home=self.home, port=self.port, model_url=self.model_url
        )


@dataclass(frozen=True)
class Peer:
    """One contender. `Place.fill` completes its `files`, `command` and `environment`."""

    requirements: Sequence[str]
    """What is installed, pinned, its own package first."""
    command: Sequence[str]
    """Starts its server."""
    page: Page
    title: str = ""
    """As it is shown; empty where that is its package's name."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What its user has to write, by the path below `Place.home`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the PATH, the HOME and the two variables that OpenAI's client reads."""
    left_out: Sequence[str] = ()
    """Packages that it names and this chat does not use."""

    @property
    def name(self) -> str:
        """Of its package."""
        return self.requirements[0].partition("==")[0]

    @property
    def contender(self) -> str:
        """With its version, as it stands in a row."""
        package, _, version = self.requirements[0].partition("==")
        return f"{self.title or package} {version}"

    def write_files(self, place: Place) -> None:
        """Lay out what its user has to write."""
        for path, text in self.files.items():
            target = place.home / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(place.fill(text))
