"""A person's own server, as JupyterHub starts it for the browser tests."""

import os
from pathlib import Path

import jupyterlab

# The helpers in the page that the tests speak to.
c.LabServerApp.extra_labextensions_path = str(  # noqa: F821
    Path(jupyterlab.__file__).parent / "galata"
)
c.ServerApp.allow_root = True  # noqa: F821
# Both keep shared documents; where both are installed, the first would take the other's place.
c.ServerApp.jpserver_extensions = {  # noqa: F821
    "jupyter_server_documents": False,
    "jupyter_server_ydoc": True,
}
c.LabApp.expose_app_in_browser = True  # noqa: F821
c.LabApp.news_url = None  # noqa: F821
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"  # noqa: F821
c.MCPExtensionApp.mcp_port = 0  # noqa: F821
c.PersonaManager.default_persona_id = (  # noqa: F821
    "jupyter-ai-personas::streamer_persona::Streamer"
)
# So that a share that is revoked is noticed within seconds.
c.HubOAuth.cache_max_age = 1  # noqa: F821
# Its journal comes and goes: listed in the file browser, it would be missing now and then.
c.SQLiteYStore.db_path = str(  # noqa: F821
    Path(os.environ["JUPYTER_CONFIG_DIR"]).parent / f"{os.environ['JUPYTERHUB_USER']}.ystore.db"
)
