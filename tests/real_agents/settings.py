"""How each agent is pointed at the model of the tests, and told to ask nobody else.

Each function writes what the agent reads from its home, and gives what it reads from its
environment. They ask before they run a command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Settings = Callable[[Path, str], dict[str, str]]
"""Takes the agent's home and the URL of the model."""

QUIET = {
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "OTEL_SDK_DISABLED": "true",
}
"""What many programs heed."""


def claude(home: Path, url: str) -> dict[str, str]:
    """Anthropic's messages."""
    _write_json(home / ".claude.json", {"hasCompletedOnboarding": True})
    return {
        "ANTHROPIC_BASE_URL": url,
        # Of a form that its check of keys lets pass.
        "ANTHROPIC_API_KEY": "sk-ant-none-0000000000000000000000",
        "ANTHROPIC_MODEL": "claude-sonnet-4-5",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_ERROR_REPORTING": "1",
    }


def codex(home: Path, url: str) -> dict[str, str]:
    """OpenAI's responses."""
    _write(
        home / ".codex" / "config.toml",
        f"""
        model = "gpt-5.5"
        model_provider = "tests"
        check_for_update_on_startup = false

        [analytics]
        enabled = false

        [feedback]
        enabled = false

        [model_providers.tests]
        name = "tests"
        base_url = "{url}/v1"
        wire_api = "responses"
        env_key = "TESTS_KEY"
        requires_openai_auth = false
        supports_websockets = false
        """,
    )
    return {
        "CODEX_HOME": str(home / ".codex"),
        # By default a model is asked for permission, and not the person.
        "INITIAL_AGENT_MODE": "read-only",
        "TESTS_KEY": "none",
    }


def opencode(home: Path, url: str) -> dict[str, str]:
    """OpenAI's chat completions."""
    model = {"name": "scripted", "tool_call": True, "limit": {"context": 200_000, "output": 8_000}}
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "tests",
        "options": {"baseURL": f"{url}/v1", "apiKey": "none"},
        "models": {"scripted": model},
    }
    config = {
        "model": "tests/scripted",
        "small_model": "tests/scripted",
        "enabled_providers": ["tests"],
        "provider": {"tests": provider},
        "permission": {"edit": "ask", "bash": "ask"},
        "autoupdate": False,
        "share": "disabled",
        "snapshot": False,
        "lsp": False,
        "formatter": False,
    }
    path = home / "opencode.json"
    _write_json(path, config)
    switched_off = ("AUTOUPDATE", "DEFAULT_PLUGINS", "LSP_DOWNLOAD", "MODELS_FETCH")
    return {
        "OPENCODE_CONFIG": str(path),
        **{f"OPENCODE_DISABLE_{one}": "1" for one in switched_off},
    }


def vibe(home: Path, url: str) -> dict[str, str]:
    """OpenAI's chat completions."""
    _write(
        home / ".vibe" / "config.toml",
        f"""
        active_model = "scripted"
        enable_auto_update = false
        enable_telemetry = false
        enable_update_checks = false

        [[providers]]
        name = "tests"
        api_base = "{url}/v1"
        api_key_env_var = ""
        backend = "generic"

        [[models]]
        name = "scripted"
        provider = "tests"
        alias = "scripted"
        """,
    )
    return {"VIBE_HOME": str(home / ".vibe"), "MISTRAL_API_KEY": "none"}


def gemini(home: Path, url: str) -> dict[str, str]:
    """Google's generateContent."""
    settings = {
        "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
        "privacy": {"usageStatisticsEnabled": False},
        "telemetry": {"enabled": False},
        "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
        "model": {"name": "gemini-2.5-flash"},
    }
    _write_json(home / ".gemini" / "settings.json", settings)
    return {
        "GEMINI_API_KEY": "none",
        "GEMINI_CLI_NO_RELAUNCH": "true",
        "GEMINI_CLI_TRUST_WORKSPACE": "true",
        "GOOGLE_GEMINI_BASE_URL": url,
    }


def copilot(home: Path, url: str) -> dict[str, str]:
    """OpenAI's chat completions."""
    return {
        "COPILOT_AUTO_UPDATE": "false",
        "COPILOT_MODEL": "gpt-5",
        "COPILOT_OFFLINE": "true",
        "COPILOT_PROVIDER_API_KEY": "none",
        "COPILOT_PROVIDER_BASE_URL": f"{url}/v1",
        "COPILOT_PROVIDER_TYPE": "openai",
        "COPILOT_PROVIDER_WIRE_API": "completions",
    }


BY_NAME: Mapping[str, Settings] = {
    "claude": claude,
    "codex": codex,
    "copilot": copilot,
    "gemini": gemini,
    "opencode": opencode,
    "vibe": vibe,
}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    _write(path, json.dumps(content))
