"""Read a PDF the way a copying reader does: through its fonts' ToUnicode maps."""

import io
import re
from collections.abc import Iterator

import pikepdf

_PAIR = re.compile(rb"<([0-9A-F]{2})> <([0-9A-F]+)>")


def text_of(content: bytes) -> str:
    """All text of the file in drawing order, one drawn string per line."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return "\n".join(line for page in pdf.pages for line in _lines(page))


def joined(content: bytes) -> str:
    """The text without the line ends of the layout."""
    return text_of(content).replace("\n", "")


def _lines(page: pikepdf.Page) -> Iterator[str]:
    maps = {
        str(name): {
            int(code, 16): bytes.fromhex(value.decode()).decode("utf-16-be")
            for code, value in _PAIR.findall(font.ToUnicode.read_bytes().partition(b"beginbfchar")[2])
        }
        for name, font in page.Resources.Font.items()
    }
    current: dict[int, str] = {}
    line = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            current = maps[str(operands[0])]
        elif str(operator) == "Tj":
            line += "".join(current[byte] for byte in bytes(operands[0]))
        elif str(operator) == "ET":
            yield line
            line = ""
