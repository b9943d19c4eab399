"""Where the persona's model answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .errors import SettingError

DEFAULT_MAX_TOKENS = 1500


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible endpoint.

    `base_url` ends in `/v1` or whatever the endpoint has in its place; `max_tokens` bounds one
    answer.
    """

    base_url: str
    api_key: str
    model: str
    max_tokens: int

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Endpoint | None:
        """The endpoint that the environment names, or None where it names none.

        Raises `SettingError` for an endpoint without a model: no two servers call theirs the same.
        """
        base_url = environ.get("OPENAI_BASE_URL")
        if not base_url:
            return None
        model = environ.get("OPENAI_MODEL")
        if not model:
            raise SettingError("OPENAI_MODEL", "has to name a model that OPENAI_BASE_URL serves")
        # Ollama and vLLM ask for no key, but the OpenAI client does not start without one.
        api_key = environ.get("OPENAI_API_KEY") or "unused"
        return cls(base_url, api_key, model, max_tokens_from(environ))

    @property
    def host(self) -> str:
        """Host and port, without the credentials that a URL may carry."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """The variables that the persona and its client read, on top of those of `environ`."""
        no_proxy = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
        return {
            "no_proxy": ",".join(filter(None, [no_proxy, "localhost", "127.0.0.1"])),
            "OPENAI_BASE_URL": self.base_url,
            "OPENAI_API_KEY": self.api_key,
            "OPENAI_MODEL": self.model,
            "OPENAI_MAX_TOKENS": str(self.max_tokens),
        }


def max_tokens_from(environ: Mapping[str, str]) -> int:
    """The longest answer in tokens that the environment allows; `SettingError` if it is none."""
    value = environ.get("OPENAI_MAX_TOKENS") or str(DEFAULT_MAX_TOKENS)
    if not value.isdecimal() or int(value) == 0:
        raise SettingError("OPENAI_MAX_TOKENS", f"has to be a positive number, not {value!r}")
    return int(value)
