"""The model that the libraries ask, and how long stops took."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest
import pytest_asyncio

from ..conftest import MakeDesk
from ..model_server.process import ModelServer, start_model_server
from .stage import Stage
from .timings import NO_STOP, Timings

PROPERTY = "time until the model was let go"


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    with start_model_server() as running:
        yield running


@pytest_asyncio.fixture
async def stage(make_desk: MakeDesk, model: ModelServer, request: pytest.FixtureRequest) -> Stage:
    timings = Timings()
    request.node.user_properties.append((PROPERTY, timings))
    return Stage(await make_desk(), model, timings)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the times into words: a report may come from another process."""
    report = yield
    report.user_properties = [(name, str(value)) for name, value in report.user_properties]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how long the stops of each test took."""
    terminalreporter.section(PROPERTY)
    for kind in ("passed", "failed"):
        for report in terminalreporter.getreports(kind):
            for name, value in report.user_properties:
                if name == PROPERTY and value != NO_STOP:
                    terminalreporter.write_line(f"{value}  {report.nodeid.split('::')[-1]}")
