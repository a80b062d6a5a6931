"""What a unit must say (单元填报校验): checked when it is drafted, and completely when it is handed in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import shapely
from django.utils.translation import gettext as _

from accounts.models import Department
from catalogue.queries import Responsibility
from catalogue.speech import local
from core.codes import industry
from core.codes.faults import CodeError
from core.errors import Invalid
from core.geo import from_wkb
from projects.redline.area import ellipsoidal_m2, share_inside
from projects.redline.result import Shape
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units.kinds import Result, UnitKind, kinds

INSIDE_ZONE = 0.999
"""Share of a unit that must lie in its zone: boundary data is generalised by a few metres."""
COLUMNS = (
    "name", "effective_from", "effective_to", "producer", "document_number", "document_on", "cleared", "results",
    "limits", "industries", "exclusions", "note",
)  # fmt: skip
"""What a form may set besides kind, reviewer, outline and report."""


def kind_of(code: Any) -> UnitKind:
    """The kind of that code. Raises Invalid."""
    try:
        return kinds()[code]
    except KeyError:
        raise Invalid({"kind": _("Choose one of the kinds of regional assessment.")}) from None


def reviewers_of(kind: UnitKind, zone: Zone) -> list[Department]:
    """Departments that may review a unit of this kind, the usual one first: of the zone's county, else above it."""
    known = Responsibility(zone.region)
    found = []
    for function in kind.reviewers:
        try:
            found.append(known.department(function, 0, local(kind.name)))
        except Invalid:
            continue
    return found


def cleaned(kind: UnitKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `data` that are given, normalised. Raises Invalid with a sentence per field."""
    columns = {name: data[name] for name in COLUMNS if name in data}
    faults: dict[str, str] = {}
    for name, read in (("results", _results), ("limits", _limits), ("industries", _industries)):
        if name in columns:
            try:
                columns[name] = read(kind, columns[name] or type(columns[name])())
            except Invalid as error:
                faults |= error.fields
    if set(columns.get("exclusions") or ()) - set(kind.exclusions):
        faults["exclusions"] = _("Choose exclusions of this kind of assessment.")
    begins, ends = columns.get("effective_from"), columns.get("effective_to")
    if "effective_from" in columns and not isinstance(begins, date):
        faults["effective_from"] = _("Give the first day it is in force.")
    elif begins and ends and ends < begins:
        faults["effective_to"] = _("It cannot end before it begins.")
    for name in ("name", "producer"):
        if name in columns and not str(columns[name] or "").strip():
            faults[name] = _("Fill this in.")
    if faults:
        raise Invalid(faults)
    return columns


def outline(zone: Zone, shape: Shape) -> None:
    """Whether `shape` (EPSG:4490) can be the outline of a unit of `zone`. Raises Invalid saying how far it reaches out."""
    if not shapely.is_valid(shape):
        raise Invalid(
            {"geometry": _("The outline crosses itself: %(reason)s") % {"reason": shapely.is_valid_reason(shape)}}
        )
    if zone.geometry is None:
        return
    share = share_inside(shape, from_wkb(zone.geometry))
    if share < INSIDE_ZONE:
        raise Invalid(
            {"geometry": _("%(percent).1f %% of the outline lie outside the zone, %(area).0f m². Correct the outline, or the boundary of the zone first.")
            % {"percent": (1 - share) * 100, "area": (1 - share) * ellipsoidal_m2(shape)}}
        )  # fmt: skip


def complete(unit: AssessmentUnit) -> None:
    """Whether the unit can be handed in. Raises Invalid naming everything that is missing."""
    faults = {}
    if unit.report_id is None:
        faults["report"] = _("Upload the assessment report.")
    if unit.told.cleared and not unit.cleared:
        faults["cleared"] = _(
            "This kind counts only on ground that has been cleared. Confirm it, or leave these plots out."
        )
    if faults:
        raise Invalid(faults)


def _results(kind: UnitKind, given: Mapping[str, str]) -> dict[str, str]:
    for item, result in given.items():
        effect = kind.effects.get(item)
        if effect is None or result not in effect.results:
            raise Invalid(
                {"results": _("This kind of assessment cannot have that effect on item %(item)s.") % {"item": item}}
            )
    return {item: str(Result(result)) for item, result in given.items()}


def _limits(kind: UnitKind, given: Mapping[str, Any]) -> dict[str, str]:
    read = {}
    for code, value in given.items():
        if code not in kind.limits:
            raise Invalid({"limits": _("This kind of assessment has no parameter “%(code)s”.") % {"code": code}})
        if value in (None, ""):
            continue
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or number < 0:
            what = local(kind.limits[code].name)
            raise Invalid({f"limit_{code}": _("%(what)s: give a number of 0 or more.") % {"what": what}})
        read[code] = format(number, "f")
    return read


def _industries(_kind: UnitKind, given: Any) -> list[str]:
    read = []
    for text in given:
        try:
            read.append(industry.validate(str(text)))
        except CodeError:
            raise Invalid({"industries": _("“%(code)s” is not a code of GB/T 4754-2017.") % {"code": text}}) from None
    return sorted(dict.fromkeys(read))
