"""Which persona managers are extended, and which are left as they are."""

from __future__ import annotations

import logging
from importlib.metadata import version

import pytest
from jupyter_ai_persona_manager import BasePersona
from jupyter_ai_persona_manager.extension import PersonaManagerExtension

from jupyter_stop_stream.adapters import PersonaAdapter
from jupyter_stop_stream.generations import Registry

from ..fakes.desk import PATIENT

IS_OLD = version("jupyter_ai_persona_manager").startswith(("0.0.", "0.1."))


@pytest.fixture
def adapter() -> PersonaAdapter:
    log = logging.getLogger("adapter")
    return PersonaAdapter(Registry(PATIENT, flush_interval_s=0.0, log=log), log)


@pytest.mark.skipif(IS_OLD, reason="The persona manager here is of a version before 0.2.")
def test_a_persona_manager_since_0_2_is_extended(adapter: PersonaAdapter) -> None:
    extension = PersonaManagerExtension()
    theirs = extension.persona_manager_class
    assert adapter.attach(extension)
    assert extension.persona_manager_class is not theirs
    assert issubclass(extension.persona_manager_class, theirs)


def test_a_persona_manager_before_0_2_is_left_as_it_is(
    adapter: PersonaAdapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It gave messages to a function, and had rooms instead of chats.
    monkeypatch.delattr(BasePersona, "on_message", raising=not IS_OLD)
    extension = PersonaManagerExtension()
    theirs = extension.persona_manager_class
    methods = dict(vars(theirs))
    assert not adapter.attach(extension)
    assert extension.persona_manager_class is theirs
    assert dict(vars(theirs)) == methods
