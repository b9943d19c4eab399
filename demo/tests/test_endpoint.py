"""What the environment says about the endpoint."""

from __future__ import annotations

import pytest

from ..endpoint import DEFAULT_MAX_TOKENS, Endpoint
from ..errors import SettingError

OLLAMA = {"OPENAI_BASE_URL": "http://localhost:11434/v1", "OPENAI_MODEL": "llama3.2"}


def test_without_a_url_there_is_no_endpoint_of_the_persons_own() -> None:
    assert Endpoint.from_environment({"OPENAI_API_KEY": "key"}) is None


def test_an_endpoint_without_a_key_gets_one_that_the_client_accepts() -> None:
    endpoint = Endpoint.from_environment(OLLAMA)
    assert endpoint
    assert endpoint.api_key
    assert endpoint.max_tokens == DEFAULT_MAX_TOKENS


def test_what_the_persona_reads_is_the_same_endpoint_again() -> None:
    endpoint = Endpoint.from_environment({**OLLAMA, "OPENAI_MAX_TOKENS": "200"})
    assert endpoint
    assert Endpoint.from_environment(endpoint.environment({})) == endpoint


def test_a_machine_behind_a_proxy_reaches_its_own_ports_past_it() -> None:
    endpoint = Endpoint.from_environment(OLLAMA)
    assert endpoint
    environment = endpoint.environment({"NO_PROXY": "intranet"})
    assert environment["no_proxy"] == "intranet,localhost,127.0.0.1"


def test_a_password_in_the_url_is_not_shown() -> None:
    endpoint = Endpoint.from_environment({**OLLAMA, "OPENAI_BASE_URL": "https://me:pw@gate.way/v1"})
    assert endpoint
    assert endpoint.host == "gate.way"


@pytest.mark.parametrize(
    "wrong", [{"OPENAI_MODEL": ""}, {"OPENAI_MAX_TOKENS": "many"}, {"OPENAI_MAX_TOKENS": "0"}]
)
def test_a_setting_that_cannot_be_meant_is_named(wrong: dict[str, str]) -> None:
    (name,) = wrong
    with pytest.raises(SettingError, match=name):
        Endpoint.from_environment({**OLLAMA, **wrong})
