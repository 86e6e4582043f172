"""Kernels that do not fight over network ports.

Jupyter picks free ports and starts the kernel afterwards; when several start at once,
two may pick the same one and a kernel dies. A unix socket in a folder of its own can
belong to one kernel only. Where there are none (Windows), ports it is.
"""

import os
import shutil
import tempfile
import weakref
from pathlib import Path

from jupyter_client import AsyncKernelManager, KernelManager


class _PrivateSockets:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if os.name == "posix":
            folder = tempfile.mkdtemp(prefix="kernel-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self.transport = "ipc"
            self.ip = str(Path(folder) / "k")


class PrivateKernelManager(_PrivateSockets, KernelManager):
    """A kernel manager whose kernel listens on sockets of its own."""


class PrivateAsyncKernelManager(_PrivateSockets, AsyncKernelManager):
    """The same for programs that do not wait, such as nbclient."""
