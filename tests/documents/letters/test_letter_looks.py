"""Every letter with the shipped wording looks as its stored picture (`python -m tests.documents.letters.test_letter_looks`).

Besides the picture: nothing in the margins, no missing glyph, every page numbered, no page that only bears a signature.
"""

import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from documents.letters.preview import facts_of
from documents.letters.shipped import letters
from documents.letters.wording import fill_title
from documents.papers import print_paper
from documents.render.fonts import GETA, strict_glyphs
from documents.render.imprint import Imprint
from tests.documents.pdf_text import joined
from tests.documents.test_looks import DPI, TOLERATED, difference, needs_poppler, pages

LOOKS = Path(__file__).parent / "looks"
IMPRINT = Imprint(
    number="章审批〔2026〕7号",
    token="4uFz9wKq2RtYb7NcXe3mHa",
    site="https://bingshen.example.cn",
    issued_on=date(2026, 3, 16),
)
each_letter = pytest.mark.parametrize("key", letters())


@cache
def printed(key: str) -> bytes:
    kind = letters()[key]
    title = fill_title(kind.title, kind.samples, kind.placeholders)
    with strict_glyphs():
        return print_paper(kind.document, facts_of(kind, title, kind.body, kind.samples, IMPRINT.issued_on), IMPRINT)


@cache
def pictures(key: str) -> list[Image.Image]:
    return pages(printed(key))


@needs_poppler
@each_letter
def test_the_letter_looks_as_stored(key: str) -> None:
    stored = sorted(LOOKS.glob(f"{key}-?.png"))
    assert len(stored) == len(pictures(key))
    for path, page in zip(stored, pictures(key), strict=True):
        assert difference(page, Image.open(path)) <= TOLERATED, path.stem


@needs_poppler
@each_letter
def test_nothing_is_printed_in_the_margins(key: str) -> None:
    white = round(14 / 25.4 * DPI)
    for page in pictures(key):
        width, height = page.size
        for strip in ((0, 0, white, height), (width - white, 0, width, height), (0, 0, width, white)):
            assert page.crop(strip).getextrema()[0] > 200, key


@each_letter
def test_no_glyph_is_missing_and_every_page_says_which_it_is(key: str) -> None:
    text = joined(printed(key))
    count = len(re.findall(r"第 \d+ 页　共 \d+ 页", text))
    assert GETA not in text
    assert count == int(re.findall(r"共 (\d+) 页", text)[-1])
    assert re.search("20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日", text)
    assert IMPRINT.number in text


@needs_poppler
@each_letter
def test_no_page_bears_the_signature_alone(key: str) -> None:
    """正文与落款同页: on the last page stands text above the signature (GB/T 9704-2012 7.3.5.5)."""
    last = pictures(key)[-1]
    top = last.crop((0, 0, last.width, round(0.28 * last.height)))
    assert sum(top.histogram()[:128]) > 60, key


def stored_pictures() -> Iterator[tuple[str, Image.Image]]:
    for key in letters():
        for number, page in enumerate(pages(printed(key)), start=1):
            yield f"{key}-{number}", page


if __name__ == "__main__":
    LOOKS.mkdir(exist_ok=True)
    for old in LOOKS.glob("*.png"):
        old.unlink()
    for picture, image in stored_pictures():
        image.quantize(16).save(LOOKS / f"{picture}.png", optimize=True)
        sys.stdout.write(f"{picture}\n")
