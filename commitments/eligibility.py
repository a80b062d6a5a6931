"""Whether an item may be taken on a promise (可否适用承诺), what that saves and what it owes. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from catalogue.content import Catalogue, Item
from catalogue.facts import ProjectFacts
from catalogue.predicates import holds
from catalogue.tracks import Duty, Track, TrackItem
from commitments.rules import CBV, NC, RQ


class Obstacle(StrEnum):
    """Why not (不适用的原因)."""

    EXCLUDED = "EXCLUDED"
    """The law or the list of the track excludes the item."""
    NOT_LISTED = "NOT_LISTED"
    FLOW = "FLOW"
    PROJECT = "PROJECT"
    """A fact of the project excludes it: hazards, security, major works."""
    CONDITION = "CONDITION"
    """The item is open to some projects only, and not to this one."""
    ZONE = "ZONE"
    CREDIT = "CREDIT"
    """The enterprise has an uncured breach or record (国办发〔2020〕42号)."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who would promise, for what: flow type, facts, level of the zone the plot lies in (""), uncured breaches and records."""

    flow: str
    facts: ProjectFacts
    zone_level: str = ""
    open_records: int = 0


def obstacles(track: Track, item: Item, who: Applicant) -> list[Obstacle]:
    """Everything that stands against `item` on `track`; none: it may be promised."""
    return list(_obstacles(track, item, who))


def _obstacles(track: Track, item: Item, who: Applicant) -> Iterator[Obstacle]:
    if who.open_records:
        yield Obstacle.CREDIT
    if item.code in track.excluded:
        yield Obstacle.EXCLUDED
        return
    if track.flows and who.flow not in track.flows:
        yield Obstacle.FLOW
    if not holds(track.requires, who.facts):
        yield Obstacle.PROJECT
    if track.code == RQ:
        if not item.late_filing:
            yield Obstacle.NOT_LISTED
        return
    listed = track.items.get(item.code)
    if listed is None or (track.code == NC and item.nc not in ("Y", "C")):
        yield Obstacle.NOT_LISTED
        return
    if not holds(listed.when, who.facts):
        yield Obstacle.CONDITION
    if listed.zones and who.zone_level not in listed.zones:
        yield Obstacle.ZONE


def saved_days(track: Track, item: Item, promised: int | None, wait: int = 0, *, assessment: int = 20) -> int:
    """节省的工作日 before the start of construction, in working days.

    NC: the promised limit against the decision at once. CBV: the whole item leaves the way to the start, `assessment`
    days where it has no promised limit. RQ: the days
    the file need not wait for the last paper (`wait`).
    """
    if track.code == RQ:
        return max(0, wait)
    whole = promised if promised is not None else item.promised
    if track.code == CBV:
        return assessment if whole is None else whole
    return max(0, (whole or 0) - track.decide_days)


def duties(track: Track, code: str, catalogue: Catalogue, facts: ProjectFacts) -> tuple[Duty, ...]:
    """What would be owed for `code`: the item's own duties, and the indicators of standard land with the planning permit."""
    listed: TrackItem | None = track.items.get(code)
    own = listed.duties if listed else ()
    if track.code == NC and facts.standard_land and code in INDICATOR_ITEMS:
        return own + catalogue.indicators
    return own


INDICATOR_ITEMS: Final = frozenset({"203"})
"""The item whose promise carries the control indicators of standard land."""
