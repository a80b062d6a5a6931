"""What narrows a list of promises (筛选): a number and the list it opens read the same words, so that they cannot differ."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from commitments import rules
from commitments.models import Commitment

RESULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "open": tuple(sorted(rules.OPEN)),
    "ended": ("FULFILLED", "REVOKED"),
    "kept": ("FULFILLED",),
    "breach": tuple(sorted(rules.IN_BREACH)),
}
"""Words a number is narrowed by → the states it counts."""
NARROWING: Final = frozenset({"zone", "track", "item", "state", "result"})
"""Words of a query that narrow a list."""
NOWHERE: Final = "0"
"""Stands for promises outside every zone, in a query."""


def narrowed(rows: "QuerySet[Commitment]", asked: Mapping[str, Any]) -> "QuerySet[Commitment]":
    """The promises a number stands for: zone, track, item, state and result as in its link; unknown words narrow nothing."""
    zone, track, state = (str(asked.get(name, "")) for name in ("zone", "track", "state"))
    if zone == NOWHERE:
        rows = rows.filter(zone__isnull=True)
    elif zone.isascii() and zone.isdigit() and len(zone) < 19:
        rows = rows.filter(zone_id=int(zone))
    if track in Commitment.Track.values:
        rows = rows.filter(track=track)
    if asked.get("item"):
        rows = rows.filter(item_code=str(asked["item"])[:10])
    if state in Commitment.State.values:
        rows = rows.filter(state=state)
    if asked.get("result") in RESULTS:
        rows = rows.filter(state__in=RESULTS[str(asked["result"])])
    return rows
