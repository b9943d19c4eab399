"""Jupyter server for the browser tests.

It has no token, or tokens that anybody can read, and gives the page's scripts the whole
application: never for production.
"""

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

from jupyterlab.galata import configure_jupyter_server

sys.path.insert(0, str(Path(__file__).parent / "fixtures"))
configure_jupyter_server(c)  # noqa: F821

c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["LAB_PORT"])  # noqa: F821
c.ServerApp.base_url = os.environ.get("LAB_BASE_URL", "/")  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"  # noqa: F821
# Notebook 7, where it is installed: it is served beside JupyterLab.
c.JupyterNotebookApp.expose_app_in_browser = True  # noqa: F821
with socket.create_server(("127.0.0.1", 0)) as free:
    # Personas tell their agents the port that stands here, and 0 is none.
    c.MCPExtensionApp.mcp_port = free.getsockname()[1]  # noqa: F821
c.PersonaManager.default_persona_id = (  # noqa: F821
    "jupyter-ai-personas::streamer_persona::Streamer"
)
# What is pressed while an answer does not end has time to be pressed, on a busy machine too.
c.StopStreamExtension.patience_s = 10  # noqa: F821
# Longer than a page takes to be opened again, on a busy machine too.
c.StopStreamExtension.max_unwatched_s = 25  # noqa: F821
# Where jupyter-collaboration is installed, a chat is a shared document only if that is asked for.
c.YDocExtension.disable_rtc = not (  # noqa: F821
    os.environ.get("WITH_COLLABORATION") or os.environ.get("WITH_SHARED_CHATS")
)
if os.environ.get("WITH_COLLABORATION"):
    c.ServerApp.identity_provider_class = "people.People"  # noqa: F821
    c.ServerApp.authorizer_class = "people.EverybodyButKarl"  # noqa: F821
    c.People.token = "nobody"  # noqa: F821, S105
    c.StopStreamExtension.may_stop_others = True  # noqa: F821
# Both keep shared documents; where both are installed, this one would take the other's place.
is_with_documents = bool(os.environ.get("WITH_SERVER_DOCUMENTS"))
documents = {
    "jupyter_server_documents": is_with_documents,
    "jupyter_server_ydoc": not is_with_documents,
}
is_without_us = os.environ.get("WITHOUT_STOP_STREAM") or os.environ.get("WITHOUT_SERVER_HALF")
c.ServerApp.jpserver_extensions = {  # noqa: F821
    "talking_bot": True,
    **(documents if find_spec("jupyter_server_documents") else {}),
    **({"jupyter_stop_stream": False} if is_without_us else {}),
}
if os.environ.get("WITH_UNKNOWN_MANAGER"):
    c.PersonaManagerExtension.persona_manager_class = "unknown_manager.PersonaManager"  # noqa: F821
