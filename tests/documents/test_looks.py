"""Every paper looks as the stored picture of it (`python -m tests.documents.test_looks` draws them anew)."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from documents.render import licence
from tests.documents import papers

LOOKS = Path(__file__).parent / "looks"
DPI = 48
#: Other versions of the drawing program smooth edges differently; a moved line is far above this.
TOLERATED = 0.0015

needs_poppler = pytest.mark.skipif(not shutil.which("pdftoppm"), reason="pdftoppm (poppler-utils) is not installed")


def pages(content: bytes) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-r", str(DPI), "-gray", "-", f"{folder}/page"], input=content, check=True, timeout=60
        )
        return [Image.open(path).copy() for path in sorted(Path(folder).iterdir())]


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ clearly after smoothing over the drawing program's own taste."""
    if one.size != other.size:
        return 1.0
    soft = [image.convert("L").filter(ImageFilter.BoxBlur(1)) for image in (one, other)]
    histogram = ImageChops.difference(*soft).histogram()
    return sum(histogram[24:]) / sum(histogram)


def pictures() -> Iterator[tuple[str, Image.Image]]:
    for name, content in {**papers.all_papers(), **papers.all_forms()}.items():
        for number, page in enumerate(pages(content), start=1):
            yield f"{name}-{number}", page


@needs_poppler
def test_every_page_looks_as_stored() -> None:
    seen = dict(pictures())
    assert sorted(seen) == sorted(path.stem for path in LOOKS.glob("*.png"))
    for name, page in seen.items():
        assert difference(page, Image.open(LOOKS / f"{name}.png")) <= TOLERATED, name


@needs_poppler
@pytest.mark.parametrize(
    "change",
    [
        {"title": "建设用地规划许可证"},
        {"conditions": papers.CONDITIONS[:2]},
        {"heading": ""},
        {"issuer": "示例市红谷滩区自然资源局和林业局"},
    ],
)
def test_a_changed_paper_looks_different(change: dict[str, object]) -> None:
    (page,) = pages(licence.render(replace(papers.LICENCE, **change), papers.IMPRINT))
    assert difference(page, Image.open(LOOKS / "licence-1.png")) > TOLERATED


if __name__ == "__main__":
    LOOKS.mkdir(exist_ok=True)
    for old in LOOKS.glob("*.png"):
        old.unlink()
    for picture, image in pictures():
        image.quantize(16).save(LOOKS / f"{picture}.png", optimize=True)
        sys.stdout.write(f"{picture}\n")
