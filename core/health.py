"""What the health page reports: rooms add their own lines at start-up."""

from collections.abc import Callable

_lines: dict[str, Callable[[], object]] = {}


def reports(name: str, line: Callable[[], object]) -> None:
    """Add a line to /healthz; `line()` answers something JSON can hold."""
    _lines[name] = line


def lines() -> dict[str, object]:
    """Every reported line."""
    return {name: line() for name, line in _lines.items()}
