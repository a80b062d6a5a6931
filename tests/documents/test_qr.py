"""The symbol: the modules the standard says, inside its quiet zone, whatever the address."""

import segno
from hypothesis import given
from hypothesis import strategies as st

from documents.render.qr import MASK, symbol


def painted(address: str) -> list[list[int]]:
    count, rectangles = symbol(address)
    grid = [[0] * count for _ in range(count)]
    for rectangle in rectangles:
        x, y, width, height, operator = rectangle.split()
        assert operator == "re"
        assert height == "1"
        for column in range(int(x), int(x) + int(width)):
            row = count - 1 - int(y)
            assert grid[row][column] == 0, "painted twice"
            grid[row][column] = 1
    return grid


@given(st.text(alphabet="abcXYZ0189/:-._", min_size=1, max_size=120))
def test_the_rectangles_are_exactly_the_dark_modules(address: str) -> None:
    expected = segno.make(address, error="m", mask=MASK, boost_error=False, micro=False).matrix
    assert painted(address) == [list(row) for row in expected]
