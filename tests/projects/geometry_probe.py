"""Reads many files as the child process would, behind the same walls, in one process; a line of JSON for each.

`python -m tests.projects.geometry_probe FOLDER` reads every sub-folder with `upload` and `hints.json`;
with `SEED COUNT` it reads COUNT mutations of them instead. An audit hook counts what is opened and connected to.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from projects import sandbox

opened: list[str] = []
connected: list[str] = []


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes):
        opened.append(arguments[0] if isinstance(arguments[0], str) else arguments[0].decode("utf-8", "replace"))
    elif event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "urllib.Request"):
        connected.append(f"{event} {arguments[1:]}")


def mutated(data: bytes, dice: random.Random) -> bytes:
    """A copy with a few bytes flipped, cut, doubled or replaced by something a parser dislikes."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(max(1, len(out)))
        match dice.randrange(10):
            case 0 if out:
                out[at] ^= 1 << dice.randrange(8)
            case 6 | 7 | 8 | 9:  # another digit: still a file, of another plot
                digits = [place for place in range(at, min(at + 300, len(out))) if 48 <= out[place] < 58]
                if digits:
                    out[dice.choice(digits)] = 48 + dice.randrange(10)
            case 1:
                del out[at : at + dice.randint(1, 40)]
            case 2:
                out[at:at] = out[at : at + dice.randint(1, 60)]
            case 3:
                out[at:at] = dice.choice(
                    (b"NaN", b"1e309", b"-", b"\x00", b"\xff\xfe", b"[[", b"}", b"<!ENTITY", b"..", "带".encode())
                )
            case 4:
                del out[at:]
            case _:
                out[at : at + 4] = bytes(dice.randrange(256) for _ in range(4))
    return bytes(out)


def main(folder: Path, seed: int | None, count: int, start: int) -> None:
    sandbox.CPU_SECONDS = 3_000  # one child reads one file; this one reads thousands
    sandbox.enter()
    # libraries read their own settings when they are imported; what is watched is what a file makes them read
    from projects.redline import drawing, kml, sheet, vector, worker  # noqa: F401
    from projects.redline.errors import RedlineError
    from projects.redline.result import Hints

    works = sorted(path for path in folder.iterdir() if path.is_dir())
    sys.addaudithook(watch)
    for number in range(start, count if seed is not None else len(works)):
        dice = random.Random(f"{seed}:{number}")
        source = works[number] if seed is None else dice.choice(works)
        case = folder / "run"
        case.mkdir(exist_ok=True)
        data = (source / "upload").read_bytes()
        (case / "upload").write_bytes(data if seed is None else mutated(data, dice))
        hints = Hints.from_json(json.loads((source / "hints.json").read_text("utf-8")))
        sys.stderr.write(f"{number}\n")
        sys.stderr.flush()
        line: dict[str, Any] = {"number": number}
        try:
            reading = worker._read(case, hints)
            line |= {
                "outcome": "ok",
                "area": reading.area_ellipsoidal_m2,
                "wkb": reading.to_json()["geometry"],
                "told": json.dumps(reading.to_json())[-2000:],
            }
        except RedlineError as error:
            line |= {"outcome": error.fault.value, "told": json.dumps(error.to_json())}
        except Exception as error:  # what the child would die of
            line |= {"outcome": f"crash {type(error).__name__}: {error}"[:300]}
        for left in case.iterdir():
            left.unlink()
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    strangers = [
        path
        for path in opened
        if not path.startswith(
            (str(folder), sys.prefix, sys.base_prefix, "/usr/lib", "/proc/self", str(Path(__file__).parents[2]))
        )
    ]
    sys.stdout.write(json.dumps({"strangers": sorted(set(strangers)), "connected": connected}) + "\n")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    main(
        Path(arguments[0]),
        int(arguments[1]) if len(arguments) > 1 else None,
        int(arguments[2]) if len(arguments) > 2 else 0,
        int(arguments[3]) if len(arguments) > 3 else 0,
    )
