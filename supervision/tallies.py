"""Numbers of the wall (亮灯统计): every one is a sum of rows that a link opens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import Region
from clocks.lights import Light
from clocks.models import Clock
from clocks.querysets import light_q

SHOWN = (Light.RED, Light.YELLOW, Light.WARN, Light.GREEN, Light.STOPPED)
"""The lights of clocks that have not ended, most urgent first."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many clocks show each light; missing lights are none."""

    counts: Mapping[Light, int] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally({level: self.counts.get(level, 0) + other.counts.get(level, 0) for level in SHOWN})

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())

    @property
    def late(self) -> int:
        """Yellow and red cards."""
        return self.counts.get(Light.YELLOW, 0) + self.counts.get(Light.RED, 0)

    @property
    def by_light(self) -> list[tuple[Light, int]]:
        """(light, number), most urgent first."""
        return [(level, self.counts.get(level, 0)) for level in SHOWN]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the statistics: a place, department function or stage, and how to see its rows.

    `query` are the parameters that narrow the wall to exactly these clocks.
    """

    key: str
    name: str
    query: Mapping[str, str]
    tally: Tally
    drills: bool = False


def tally_by(clocks: "QuerySet[Clock]", on: date, key: str) -> dict[str, Tally]:
    """Count `clocks` by light for every value of the column `key`, "" for null; one query."""
    counts = {level.value: Count("pk", filter=light_q(level, on)) for level in SHOWN}
    found: dict[str, Tally] = {}
    for row in clocks.order_by().values(key).annotate(**counts):
        value = row[key] or ""
        found[value] = found.get(value, Tally()) + Tally({level: row[level.value] for level in SHOWN})
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    return sum(tallies, Tally(dict.fromkeys(SHOWN, 0)))


def by_region(tallies: Mapping[str, Tally], regions: Iterable[Region], chosen: Region | None) -> list[Line]:
    """Lines for the regions right below the `chosen` one, each with its whole subtree.

    Without a choice they are the topmost `regions`, or those below the topmost one if it is the only one. Clocks of
    the upper region itself have a line of their own (named ""), and so have clocks of none of the `regions` (key
    "-"), so that the lines add up.
    """
    regions = list(regions)
    codes = {region.code for region in regions}
    within, children = step_down(regions, chosen)
    lines = []
    if within is not None and (own := tallies.get(within.code)) is not None:
        lines.append(Line(within.code, "", {"region": within.code, "own": "1"}, own))
    for child in children:
        below = [tally for code, tally in tallies.items() if code.startswith(child.prefix)]
        if below:
            drills = child.level != Region.Level.COUNTY
            lines.append(Line(child.code, child.label, {"region": child.code, "own": ""}, total(below), drills))
    elsewhere = [tally for code, tally in tallies.items() if code not in codes]
    if elsewhere and chosen is None:
        lines.append(Line("-", "", {"region": "-", "own": ""}, total(elsewhere)))
    return _urgent_first(lines)


def step_down(regions: Sequence[Region], chosen: Region | None) -> tuple[Region | None, list[Region]]:
    """The region that is taken apart, and those right below it that have a line each."""
    codes = {region.code for region in regions}
    within, children = chosen, [region for region in regions if region.parent_id not in codes]
    if within is None and len(children) == 1:
        within = children[0]
    if within is not None:
        children = [region for region in regions if region.parent_id == within.code]
    return within, children


def by_word(tallies: Mapping[str, Tally], parameter: str, words: Mapping[str, str], nothing: str) -> list[Line]:
    """Lines for coded values such as department functions; values without a word show their code.

    `nothing` names the line of clocks that carry no code.
    """
    lines = [
        Line(code, words.get(code, code) if code else nothing, {parameter: code or "-"}, tally)
        for code, tally in tallies.items()
    ]
    return _urgent_first(lines)


def _urgent_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: ([-number for _, number in line.tally.by_light], line.key))
