"""What is told to the server's event logger is said in the words of the protocol."""

from __future__ import annotations

from importlib.resources import files
from typing import get_args

import pytest
import yaml

from jupyter_stop_stream.protocol import Resource

SCHEMA = yaml.safe_load(
    files("jupyter_stop_stream.telemetry").joinpath("generation.v1.yaml").read_text()
)


@pytest.mark.parametrize("field", ["closed", "left"])
def test_an_event_may_name_all_that_a_stop_can_end_or_leave(field: str) -> None:
    assert set(SCHEMA["properties"][field]["items"]["enum"]) == set(get_args(Resource))
