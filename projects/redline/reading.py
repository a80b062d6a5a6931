"""The door for uploaded redline files 红线文件读取: every file is read by a child process that can be killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from projects.redline import content
from projects.redline.errors import Fault, RedlineError
from projects.redline.result import Hints, RedlineReading

#: Seconds of wall clock; the child's own CPU limit is lower, this catches one that waits.
WALL_SECONDS = 10
_ROOT = Path(__file__).resolve().parents[2]


def read_upload(upload: bytes | IO[bytes], hints: Hints, *, wall_seconds: float = WALL_SECONDS) -> RedlineReading:
    """Read an uploaded file (zipped Shapefile, GeoPackage, GeoJSON, or a text of coordinates).

    Takes its bytes or an open binary file; its name is never asked for. Raises ``RedlineError`` with the reason,
    also when the child runs out of time (``READER_TIMEOUT``) or memory (``READER_MEMORY``).
    """
    with tempfile.TemporaryDirectory(prefix="redline-") as name:
        folder = Path(name)
        path = folder / "upload"
        _store(upload, path)
        with path.open("rb") as source:
            content.sniff(source.read(4096), path.stat().st_size)  # an empty or foreign file needs no child
        (folder / "hints.json").write_text(json.dumps(hints.to_json()), "utf-8")
        return _outcome(*_run(folder, wall_seconds))


def _store(upload: bytes | IO[bytes], path: Path) -> None:
    with path.open("wb") as sink:
        if isinstance(upload, bytes):
            sink.write(upload[: content.MAX_BYTES + 1])
        else:
            upload.seek(0)
            shutil.copyfileobj(upload, sink)


def _run(folder: Path, wall_seconds: float) -> tuple[int, bytes]:
    child = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", "projects.redline.worker", str(folder)],
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
        raise RedlineError(Fault.READER_TIMEOUT, seconds=int(wall_seconds)) from None
    except BaseException:
        _kill(child)
        raise
    return child.returncode, output


def _kill(child: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        os.killpg(child.pid, signal.SIGKILL)
    else:
        child.kill()
    child.communicate()


def _outcome(code: int, output: bytes) -> RedlineReading:
    if hasattr(signal, "SIGXCPU") and code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise RedlineError(Fault.READER_TIMEOUT, seconds=WALL_SECONDS)
    try:
        data = json.loads(output)
    except ValueError:
        # a C library that cannot allocate ends the process instead of raising
        fault = Fault.READER_MEMORY if code in (-signal.SIGSEGV, -signal.SIGABRT) else Fault.READER_FAILED
        raise RedlineError(fault) from None
    if "error" in data:
        raise RedlineError.from_json(data["error"])
    return RedlineReading.from_json(data["reading"])
