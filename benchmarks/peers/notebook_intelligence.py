"""notebook-intelligence in JupyterLab, with an OpenAI-compatible model as its chat model."""

import json

from .peer import Page, Peer

CONFIG = {
    "chat_model": {
        "provider": "openai-compatible",
        "model": "openai-compatible-chat-model",
        "properties": [
            {"id": "base_url", "value": "$model_url"},
            {"id": "model_id", "value": "scripted"},
            {"id": "api_key", "value": "none"},
            {"id": "context_window", "value": "32000"},
        ],
    },
    "inline_completion_model": {"provider": "none", "model": "none"},
}

PAGE_CONFIG = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
"""A question about news would cover the page."""

PEER = Peer(
    requirements=["notebook-intelligence==6.2.0", "jupyterlab==4.6.6"],
    files={
        ".jupyter/nbi/config.json": json.dumps(CONFIG),
        ".jupyter/labconfig/page_config.json": json.dumps(PAGE_CONFIG),
    },
    command=[
        "jupyter-lab",
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        "--port=$port",
        "--IdentityProvider.token=",
        "--LabApp.news_url=",
    ],
    environment={"NBI_TOUR_DISABLED": "true"},
    page=Page(
        # As in a page that was never opened: what was open before is opened again otherwise.
        path="/lab?reset",
        before=["[data-id=notebook-intelligence-tab]"],
        input=".sidebar-user-input textarea",
        stop=".send-button-stop",
        reply=".chat-message-content",
        scripts="/@plmbr/notebook-intelligence/",
    ),
)
