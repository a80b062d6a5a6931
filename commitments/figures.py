"""The supervisor's numbers (兑现情况): by state, due soon, kept rate by zone and kind; every number has its rows.

A number and the list it opens are narrowed by the same words, so that they cannot differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from commitments import rules
from commitments.filters import NOWHERE, RESULTS
from commitments.models import Commitment, Obligation
from commitments.queries import due_soon
from core.time import today

OWING: Final = ("DECIDED", "BUILDING", "VERIFYING", "RECTIFYING")
"""States in which a promised day can still be kept."""


@dataclass(frozen=True, slots=True)
class Rate:
    """兑现率 of one group: kept of ended, in whole percent; None where nothing has ended."""

    name: str
    kept: int
    ended: int
    open: int
    query: str = ""
    """What narrows the list to this group."""

    @property
    def percent(self) -> int | None:
        """Share of kept ones among those that ended kept or revoked, rounded down: 100 % means every one."""
        return 100 * self.kept // self.ended if self.ended else None

    @property
    def heat(self) -> str:
        """The shade of the cell: none, all (every one kept), most (nine in ten), some (half), few."""
        if self.percent is None:
            return "none"
        steps = ((100, "all"), (90, "most"), (50, "some"), (0, "few"))
        return next(word for least, word in steps if self.percent >= least)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One zone of the heat map: its cells in the order of the tracks; None where nothing was promised."""

    name: str
    cells: tuple[Rate | None, ...]


def duties_due(user: Any, *, overdue: bool = False) -> "QuerySet[Obligation]":
    """到期事项: what is owed without evidence within twenty working days, or the day of which has passed."""
    rows = Obligation.objects.visible_to(user).filter(state="OPEN", commitment__state__in=OWING)
    rows = rows.filter(due_on__lt=today()) if overdue else rows.filter(due_on__range=(today(), due_soon()))
    return rows.select_related("commitment__project", "commitment__enterprise", "commitment__department")


def figures(user: Any) -> dict[str, Any]:
    """Everything on the supervisor's page; a fixed number of queries."""
    rows = Commitment.objects.visible_to(user).exclude(state="DRAFT").order_by()
    by_state = dict(rows.values_list("state").annotate(n=Count("pk")))
    cells = _counted(rows, zone_key=F("zone_id"), zone_name=F("zone__name"), kind=F("track"))
    items = _counted(rows.exclude(item_code=""), code=F("item_code"), name=F("item_name"))
    soon = duties_due(user)
    return {
        "states": [(Commitment.State(code), n) for code, n in sorted(by_state.items())],
        "total": sum(by_state.values()),
        "due_soon": soon.count(),
        "next_due": list(soon.order_by("due_on", "pk")[:5]),
        "overdue": duties_due(user, overdue=True).count(),
        "in_breach": sum(by_state.get(code, 0) for code in rules.IN_BREACH),
        "saved": rows.filter(state__in=rules.STANDING).aggregate(days=Sum("saves_days"))["days"] or 0,
        "tracks": Commitment.Track.choices,
        "heat": _heat(cells),
        "by_cell": [_cell(cell, both=True) for cell in _in_order(cells)],
        "by_track": _joined(cells, "kind"),
        "by_zone": _joined(cells, "zone_key"),
        "by_item": _sorted(_rate(row["name"], [row], item=row["code"]) for row in items),
    }


def _counted(rows: "QuerySet[Commitment]", **groups: Any) -> list[dict[str, Any]]:
    """One query: what was kept, has ended and is under way, by group."""
    found: Any = rows.values(**groups).annotate(
        kept=Count("pk", filter=Q(state__in=RESULTS["kept"])),
        ended=Count("pk", filter=Q(state__in=RESULTS["ended"])),
        open=Count("pk", filter=Q(state__in=RESULTS["open"])),
    )
    return list(found)


def _rate(name: str, cells: Iterable[Mapping[str, Any]], **query: Any) -> Rate:
    cells = list(cells)
    kept, ended, going = (sum(cell[column] for cell in cells) for column in ("kept", "ended", "open"))
    return Rate(name, kept, ended, going, urlencode(query))


def _in_order(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By zone and kind; outside every zone comes last."""
    order = Commitment.Track.values
    return sorted(
        cells,
        key=lambda cell: (
            cell["zone_key"] is None, cell["zone_name"] or "", cell["zone_key"] or 0, order.index(cell["kind"])
        ),
    )  # fmt: skip


def _cell(cell: Mapping[str, Any], *, both: bool = False) -> Rate:
    kind = str(Commitment.Track(cell["kind"]).label)
    name = f"{_zone(cell)} · {kind}" if both else kind
    return _rate(name, [cell], zone=cell["zone_key"] or NOWHERE, track=cell["kind"])


def _zone(cell: Mapping[str, Any]) -> str:
    return cell["zone_name"] or _("outside every zone")


def _heat(cells: list[dict[str, Any]]) -> list[HeatRow]:
    found = []
    for _key, group in groupby(_in_order(cells), key=lambda cell: cell["zone_key"]):
        of_zone = {cell["kind"]: cell for cell in group}
        name = _zone(next(iter(of_zone.values())))
        shown = (of_zone.get(track) for track in Commitment.Track.values)
        found.append(HeatRow(name, tuple(_cell(cell) if cell else None for cell in shown)))
    return found


def _joined(cells: list[dict[str, Any]], column: str) -> list[Rate]:
    lines = []
    for key in dict.fromkeys(cell[column] for cell in cells):
        group = [cell for cell in cells if cell[column] == key]
        if column == "kind":
            lines.append(_rate(str(Commitment.Track(key).label), group, track=key))
        else:
            lines.append(_rate(_zone(group[0]), group, zone=key or NOWHERE))
    return _sorted(lines)


def _sorted(lines: Iterable[Rate]) -> list[Rate]:
    return sorted(lines, key=lambda line: (-line.ended, -line.open, line.name))
