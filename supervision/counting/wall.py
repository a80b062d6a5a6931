"""Which numbers of a wall the tallies hold, and those numbers."""

from supervision import queries
from supervision.counting.reading import counts
from supervision.filters import NONE, WallFilter
from supervision.tallies import Tally, step_down

_COLUMNS = ("function", "stage")
_NOT_KEPT = ("kind", "flow", "q")
"""Conditions the tallies know nothing of."""


def kept_counts(narrowed: WallFilter, by: str) -> dict[str, Tally] | None:
    """Tallies by region code, function or stage, as `tallies.tally_by` counts them, without reading a clock.

    None where they do not hold the answer: for who watches other than by region, under a condition on kind, flow type
    or text, and for the moment in which another moves them to today.
    """
    watched = queries.areas(narrowed.request.user)
    if watched is None or narrowed.value("region") == NONE or any(map(narrowed.value, _NOT_KEPT)):
        return None
    given = {name: narrowed.value(name) for name in _COLUMNS}
    exact = {name: "" if value == NONE else value for name, value in given.items() if value}
    chosen = narrowed.chosen_region
    if chosen is not None:
        watched = [chosen.code if narrowed.value("own") else chosen.prefix]
    if by == "department":
        return counts(watched, "function", **exact)
    if by == "stage":
        return counts(watched, "stage", **exact)
    if chosen is not None and narrowed.value("own"):
        return counts(watched, "area", **exact)
    within, children = step_down(list(narrowed.regions.values()), chosen)
    codes = {region.prefix: region.code for region in children}
    if within is not None:
        codes[within.code] = within.code
    found = counts(list(codes), "area", **exact)
    return None if found is None else {codes[area]: tally for area, tally in found.items()}
