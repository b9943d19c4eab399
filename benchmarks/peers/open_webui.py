"""Open WebUI, as it is, for one person without a log-in, with the model as its only connection."""

from .peer import Page, Peer

PEER = Peer(
    title="Open WebUI",
    requirements=["open-webui==0.12.4"],
    # Searches documents, which no answer here does; with what it brings it is 5 GB.
    left_out=["torch"],
    command=["open-webui", "serve", "--host", "127.0.0.1", "--port", "$port"],
    environment={
        "DATA_DIR": "$home/data",
        "OPENAI_API_BASE_URL": "$model_url",
        "WEBUI_AUTH": "False",
        "WEBUI_SECRET_KEY": "none",
        # Nothing is fetched from elsewhere, and nothing else is asked of the model.
        "OFFLINE_MODE": "True",
        "RAG_EMBEDDING_ENGINE": "openai",
        "ENABLE_OLLAMA_API": "False",
        "ENABLE_TITLE_GENERATION": "False",
        "ENABLE_TAGS_GENERATION": "False",
        "ENABLE_FOLLOW_UP_GENERATION": "False",
        "ANONYMIZED_TELEMETRY": "False",
        "DO_NOT_TRACK": "True",
    },
    page=Page(
        dismiss="[role=dialog] button[aria-label=Close]",
        input="#chat-input",
        stop="button[aria-label=Stop]",
        reply="#response-content-container",
    ),
)
