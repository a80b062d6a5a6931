"""Where the real logs lie: BINGSHEN_DATA, or shared/data beside the checkout; absent, those tests say so and pass over."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ROOT / "exchange" / "data"


@pytest.fixture
def real_log() -> Callable[[str], Path]:
    """The path of a real log by file name."""

    def find(name: str) -> Path:
        folder = Path(os.environ.get("BINGSHEN_DATA") or ROOT.parent / "shared" / "data")
        if not (folder / name).is_file():
            pytest.skip(f"the real log {name} is not in {folder}; set BINGSHEN_DATA")
        return folder / name

    return find
