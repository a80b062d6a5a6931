"""Work on an untrusted file in a process that can be killed 受控子进程. No Django here."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from enum import Enum
from pathlib import Path
from typing import IO, Any

_ROOT = Path(__file__).resolve().parents[1]


class Ending(Enum):
    """How a child ended without an answer."""

    TIMEOUT = "timeout"
    MEMORY = "memory"
    FAILED = "failed"


class ChildError(Exception):
    """The child gave no answer; ``ending`` says why."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.value)
        self.ending = ending


def run(module: str, folder: Path, *, wall_seconds: float) -> Any:
    """The JSON that ``python -m module folder`` prints. The child puts itself behind ``sandbox`` first.

    It inherits no environment (no secrets), no standard input, and is killed with its children after
    ``wall_seconds``. Raises ``ChildError``.
    """
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", module, str(folder)],
        cwd=folder,
        env={
            "PYTHONPATH": str(_ROOT),
            "PATH": os.defpath,
            "LANG": "C.UTF-8",
            "PYTHONUTF8": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        output, _ = child.communicate(timeout=wall_seconds)
    except subprocess.TimeoutExpired:
        _kill(child)
        raise ChildError(Ending.TIMEOUT) from None
    except BaseException:
        _kill(child)
        raise
    return _answer(child.returncode, output)


def store(upload: bytes | IO[bytes], path: Path) -> None:
    """Write an upload to ``path`` for the child to read."""
    with path.open("wb") as sink:
        if isinstance(upload, bytes):
            sink.write(upload)
        else:
            upload.seek(0)
            shutil.copyfileobj(upload, sink)


def _answer(code: int, output: bytes) -> Any:
    if hasattr(signal, "SIGXCPU") and code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ChildError(Ending.TIMEOUT)
    try:
        return json.loads(output)
    except ValueError:
        # a C library that cannot allocate ends the process instead of raising
        raise ChildError(Ending.MEMORY if code in (-signal.SIGSEGV, -signal.SIGABRT) else Ending.FAILED) from None


def _kill(child: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.communicate()
