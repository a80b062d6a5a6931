"""Proves the numbers of the wall (监管台体检): tallies and waiting changes are the open clocks, place by place."""

from collections.abc import Iterator

from supervision.counting.reading import differences


def check() -> Iterator[str]:
    """A sentence for every count that is off; `manage.py count_wall` counts anew."""
    yield from differences()
