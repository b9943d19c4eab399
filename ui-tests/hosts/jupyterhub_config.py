"""JupyterHub for the browser tests: behind a prefix, with servers that share a file system.

Anybody may sign in as anybody: never for production.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
PORT = int(os.environ["LAB_PORT"])
SCRATCH = Path(os.environ["HUB_SCRATCH"])

c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}/prefix/"  # noqa: F821
c.JupyterHub.hub_port = PORT + 1  # noqa: F821
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"  # noqa: F821
c.ConfigurableHTTPProxy.pid_file = str(SCRATCH / "proxy.pid")  # noqa: F821
c.JupyterHub.db_url = "sqlite:///:memory:"  # noqa: F821
c.JupyterHub.cookie_secret = os.urandom(32)  # noqa: F821

c.JupyterHub.authenticator_class = "dummy"  # noqa: F821
c.Authenticator.allowed_users = {"ada", "grace", "karl"}  # noqa: F821
c.JupyterHub.services = [{"name": "tests", "api_token": "tests-token"}]  # noqa: F821
c.JupyterHub.load_roles = [  # noqa: F821
    {
        "name": "tests",
        "services": ["tests"],
        "scopes": ["admin:users", "admin:servers", "shares", "tokens"],
    }
]

c.JupyterHub.spawner_class = "simple"  # noqa: F821
c.JupyterHub.allow_named_servers = True  # noqa: F821
c.SimpleLocalProcessSpawner.home_dir_template = str(SCRATCH / "{username}")  # noqa: F821
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]  # noqa: F821
c.Spawner.args = [f"--config={HERE / 'single_user_config.py'}"]  # noqa: F821
c.Spawner.http_timeout = 90  # noqa: F821
# All of it is over before whoever waits for the hub's end has lost patience.
c.LocalProcessSpawner.interrupt_timeout = 1  # noqa: F821
c.LocalProcessSpawner.term_timeout = 2  # noqa: F821
c.LocalProcessSpawner.kill_timeout = 2  # noqa: F821
c.Spawner.env_keep = [  # noqa: F821
    "PATH",
    "PYTHONPATH",
    "JUPYTER_PATH",
    "MODEL_BASE_URL",
    "JUPYTER_CONFIG_DIR",
]
