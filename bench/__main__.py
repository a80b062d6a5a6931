"""Run every measurement, or those named: `python -m bench pdf clocks`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ALL = sorted(
    path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_") and path.stem not in ("results", "record")
)


def main() -> int:
    wanted = sys.argv[1:] or ALL
    failed = [name for name in wanted if subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode]
    for name in failed:
        print(f"bench {name} did not finish")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
