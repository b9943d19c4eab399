"""What the managers of a Jupyter server start is theirs, whoever asked them."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Final

MANAGERS: Final = frozenset(
    {
        "jupyter_client.manager.KernelManager",
        "jupyter_client.multikernelmanager.MultiKernelManager",
        "jupyter_client.provisioning.provisioner_base.KernelProvisionerBase",
        "jupyter_lsp.session.LanguageServerSession",
        "simpervisor.process.SupervisedProcess",
        "terminado.management.TermManagerBase",
    }
)
"""Classes of what starts kernels, terminals, language servers and the servers behind a proxy. Each
ends what it has started by itself."""


def is_started_by_manager() -> bool:
    """Whether the code that runs now was called by a manager of the server."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        is_method = code.co_argcount > 0 and code.co_varnames[0] == "self"
        if is_method and _is_manager(type(frame.f_locals.get("self"))):
            return True
        frame = frame.f_back
    return False


def _is_manager(cls: type) -> bool:
    # By name: none of these packages but jupyter_client is a dependency of this one.
    return any(f"{one.__module__}.{one.__qualname__}" in MANAGERS for one in cls.__mro__)
