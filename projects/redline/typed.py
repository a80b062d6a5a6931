"""Redlines typed, pasted or drawn 录入、粘贴或绘制的红线: the door for coordinates that are not in a file."""

from __future__ import annotations

from projects.redline import checks, coordinates, rings, suspects
from projects.redline.errors import Fault, RedlineError
from projects.redline.result import Hints, RedlineReading


def read_typed(text: str, hints: Hints, *, source_name: str = "") -> RedlineReading:
    """Read a coordinate list and check it like a file. Raises ``RedlineError``.

    A ``ZONE_UNKNOWN`` refusal carries ``suggested`` when only one zone puts the points into ``hints.county``.
    """
    try:
        typed = coordinates.read_list(text, hints.zone)
    except RedlineError as error:
        if error.code is Fault.ZONE_UNKNOWN and hints.county is not None:
            guess = coordinates.read_list(text, 39)
            error.params["suggested"] = suspects.zone_that_fits(guess.rings[0], hints.county)
        raise
    try:
        shape, notes = rings.assemble(typed.rings, degrees=typed.source.is_degrees)
    except RedlineError as error:
        raise checks.with_place(error, typed.source) from None
    return checks.accept(shape, typed.source, hints, notes=[*typed.notes, *notes], source_name=source_name)
