"""Jupyter server for the browser tests.

It has no token and gives the page's scripts the whole application: never for production.
"""

import os

from jupyterlab.galata import configure_jupyter_server

configure_jupyter_server(c)  # noqa: F821

c.ServerApp.ip = "127.0.0.1"  # noqa: F821
c.ServerApp.port = int(os.environ["LAB_PORT"])  # noqa: F821
c.ServerApp.allow_root = True  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"  # noqa: F821
c.MCPExtensionApp.mcp_port = 0  # noqa: F821
c.PersonaManager.default_persona_id = (  # noqa: F821
    "jupyter-ai-personas::streamer_persona::Streamer"
)
if os.environ.get("WITHOUT_STOP_STREAM"):
    c.ServerApp.jpserver_extensions = {"jupyter_stop_stream": False}  # noqa: F821
