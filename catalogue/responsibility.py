"""行使主体: the item is the same everywhere, who exercises it depends on the region.

Resolved when a stage is filed. Order: an explicit assignment of the region (or of the nearest
region above it), the approval bureau of the region for a licence, the department with the item's
function there, then the city's, then the province's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Department, Region
from catalogue import content
from catalogue.models import Assignment, Item
from catalogue.speech import local
from catalogue.versions import catalogue_of
from core.errors import Invalid

LICENCE = "XK"
_LEVELS = {"COUNTY": 0, "CITY": 1, "PROVINCE": 2}


class NoDepartment(Invalid):
    """No department of the region or above it exercises an item."""


def responsible_department(item: Item | content.Item, region: Region, function: str = "") -> Department:
    """The department that exercises `item` for projects in `region`.

    `function` names the one that the project's facts chose (`rules.department_for`); without it the
    item's ordinary department. Raises NoDepartment with a sentence that says what to enter.
    """
    plain = _plain(item)
    return Responsibility(region).of(plain, function)


def responsible_departments(
    items: Iterable[Item | content.Item], region: Region, functions: Mapping[str, str] | None = None
) -> dict[str, Department]:
    """The department of each item, by item code, in three queries for any number of items.

    `functions` maps item codes to the function the facts chose. Raises NoDepartment.
    """
    known = Responsibility(region)
    return {
        plain.code: known.of(plain, (functions or {}).get(plain.code, "")) for plain in (_plain(item) for item in items)
    }


def lead_department(stage: content.Stage, region: Region) -> Department:
    """牵头部门 of a stage: the approval bureau where one exists, else the stage's lead function.

    Raises NoDepartment; ValueError for PX, which has no lead.
    """
    if not stage.lead:
        raise ValueError(f"stage {stage.code} has no lead department")
    known = Responsibility(region)
    return known.bureau() or known.department(stage.lead, 0, local(stage.name))


@dataclass(slots=True)
class _Seat:
    """A region of the chain from the project's region up to the province, with its departments."""

    region: Region
    departments: dict[str, Department]
    bureau: Department | None


class Responsibility:
    """Departments and assignments of one region and those above it, read once (three queries)."""

    def __init__(self, region: Region) -> None:
        chain = _chain(region)
        departments: dict[str, list[Department]] = {}
        for row in Department.objects.filter(region__in=[r.pk for r in chain], active=True).select_related("region"):
            departments.setdefault(row.region_id, []).append(row)
        self._seats = [
            _Seat(
                r,
                {d.function: d for d in departments.get(r.pk, [])},
                next((d for d in departments.get(r.pk, []) if d.is_approval_bureau), None),
            )
            for r in chain
        ]
        place = {r.pk: n for n, r in enumerate(chain)}
        rows = Assignment.objects.filter(region__in=place, department__active=True).select_related("department__region")
        self._assigned: dict[str, Department] = {}
        for assignment in sorted(rows, key=lambda a: -place[a.region_id]):
            self._assigned[assignment.item_code] = assignment.department

    def of(self, item: content.Item, function: str = "") -> Department:
        """The department of one item. Raises NoDepartment."""
        if item.code in self._assigned:
            return self._assigned[item.code]
        first = self._first_seat(item.level)
        if item.kind == LICENCE and (bureau := self.bureau(first)) is not None:
            return bureau
        return self.department(function or item.department, first, local(item.name))

    def bureau(self, seat: int = 0) -> Department | None:
        """行政审批局 of the seat `seat` steps above the region, if there is one."""
        return self._seats[seat].bureau

    def department(self, function: str, first: int, what: str) -> Department:
        """The nearest department with that function from seat `first` upwards. Raises NoDepartment."""
        for seat in self._seats[first:]:
            if function in seat.departments:
                return seat.departments[function]
        raise NoDepartment(
            _("No department in %(region)s or above exercises “%(what)s”. Ask the administrator to enter it.")
            % {"region": self._seats[0].region.name, "what": what}
        )

    def _first_seat(self, level: str) -> int:
        wanted = _LEVELS[level]
        for place, seat in enumerate(self._seats):
            if _LEVELS[seat.region.level] >= wanted:
                return place
        return len(self._seats) - 1


def _chain(region: Region) -> list[Region]:
    chain = [region]
    while chain[-1].parent_id is not None:
        above = Region.objects.select_related("parent").defer("boundary", "parent__boundary")
        chain.append(above.get(pk=chain[-1].parent_id))
        if chain[-1].parent is not None:
            chain.append(chain[-1].parent)
    return chain


def _plain(item: Item | content.Item) -> content.Item:
    return item if isinstance(item, content.Item) else catalogue_of(item.version).items[item.code]
