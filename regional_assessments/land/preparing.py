"""前半程: a parcel is drawn with its limits, announced for sale, and the notice may be taken back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import shapely
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.speech import local
from core import geo
from core.commands import ANY_STATE, Command, Context
from core.errors import Invalid
from core.time import today
from projects.redline.area import ellipsoidal_m2, share_inside
from projects.redline.result import Shape
from regional_assessments.land import record
from regional_assessments.land.access import manages, runs_zone
from regional_assessments.land.indicators import indicators, missing
from regional_assessments.land.rules import PARCEL
from regional_assessments.models import AssessmentUnit, ControlIndicator, Parcel, Zone
from regional_assessments.units.content import outline
from regional_assessments.units.kinds import kinds

ASSESSED_FIRST = ("R01", "R02", "R03", "R04", "R05", "R06")
"""The six assessments the province asks of a zone as a whole before standard land is sold (赣 2018 措施第十五条)."""
Limits = Mapping[tuple[str, str], Decimal]
"""(code, subject) → limit."""


def _limits_are_told(_subject: Any, data: dict[str, Any]) -> None:
    """Every required indicator has a limit, none is negative or unknown, and from-to makes sense."""
    limits: Limits = data.get("limits") or {}
    faults = {}
    for (code, subject), limit in limits.items():
        told = indicators().get(code)
        if told is None or (subject and subject not in told.subjects) or (told.subjects and not subject):
            raise Invalid(_("There is no control indicator “%(code)s”.") % {"code": f"{code} {subject}".strip()})
        if not limit.is_finite() or limit < 0:
            faults[field_of(code, subject)] = _("Give a number of 0 or more.")
    for one in missing({code for code, _subject in limits}):
        subject = one.subjects[0] if one.subjects else ""
        faults[field_of(one.code, subject)] = _("Standard land has a limit for this indicator.")
    least, most = limits.get(("FAR", "")), limits.get(("FAR_MAX", ""))
    if least is not None and most is not None and least > most:
        faults[field_of("FAR_MAX")] = _("The greatest floor area ratio lies below the least.")
    for name in ("name", "land_use"):
        if not str(data.get(name) or "").strip():
            faults[name] = _("Fill this in.")
    if faults:
        raise Invalid(faults)


def field_of(code: str, subject: str = "") -> str:
    """The name of the form's field for a limit."""
    return f"limit_{code}_{subject}" if subject else f"limit_{code}"


def overlapping(zone: Zone, shape: Shape, but: int | None = None) -> list[Parcel]:
    """Parcels of the zone whose ground `shape` takes too; a common border is no overlap."""
    near = zone.parcels.exclude(state=Parcel.State.DISCARDED)
    if but is not None:
        near = near.exclude(pk=but)
    near = near.filter(geo.window_q(shape.bounds, geo.levels_of(near)))
    return [parcel for parcel in near if share_inside(shape, parcel.shape) > 0.001]


def _placed(zone: Zone, shape: Shape, but: int | None = None) -> dict[str, Any]:
    outline(zone, shape)
    taken = overlapping(zone, shape, but)
    if taken:
        names = "、".join(parcel.code for parcel in taken)
        raise Invalid({"geometry": _("The outline lies on the ground of %(names)s.") % {"names": names}})
    return {
        "geometry": geo.to_wkb(shape),
        **geo.box_of(shape),
        "level": geo.level_of(shape.bounds),
        "area": Decimal(str(ellipsoidal_m2(shape))).quantize(Decimal("0.01")),
    }


def _write_limits(parcel: Parcel, limits: Limits) -> None:
    parcel.indicators.all().delete()
    for code, told in indicators().items():
        for subject in told.subjects or ("",):
            if (code, subject) in limits:
                ControlIndicator.objects.create(parcel=parcel, code=code, subject=subject, limit=limits[code, subject])


def _prepare(context: Context, zone: Zone, *, shape: Shape, name: str, land_use: str, limits: Limits) -> Parcel:
    placed = _placed(zone, shape)
    number = zone.parcels.count() + 1
    parcel = Parcel.objects.create(
        zone=zone,
        code=f"{zone.code}-BZD-{number:03d}",
        name=name.strip(),
        land_use=land_use.strip(),
        prepared_by=context.user,
        prepared_at=context.effective_at,
        **placed,
    )
    _write_limits(parcel, limits)
    record.note(context, parcel, {"area_m2": parcel.area})
    return parcel


def _revise(
    context: Context, parcel: Parcel, *, name: str, land_use: str, limits: Limits, shape: Shape | None = None
) -> Parcel:
    placed = _placed(parcel.zone, shape, parcel.pk) if shape is not None else {}
    _write_limits(parcel, limits)
    record.move(context, parcel, name=name.strip(), land_use=land_use.strip(), **placed)
    return parcel


def unassessed(parcel: Parcel, on: date) -> list[str]:
    """The kinds of assessment the zone owes this parcel on that day: no unit in force covers it."""
    covering = AssessmentUnit.objects.in_force(on).filter(zone=parcel.zone_id, kind__in=ASSESSED_FIRST)
    shape = parcel.shape
    found: dict[str, Any] = {}
    for unit in covering:
        found[unit.kind] = shapely.union(found[unit.kind], unit.shape) if unit.kind in found else unit.shape
    return [kind for kind in ASSESSED_FIRST if kind not in found or share_inside(shape, found[kind]) < 0.999]


def _assessed_or_said_why(parcel: Parcel, data: dict[str, Any]) -> None:
    faults = {}
    if not str(data.get("notice_number") or "").strip():
        faults["notice_number"] = _("Give the number of the sale notice.")
    if data.get("notice_on") is None:
        faults["notice_on"] = _("Give the date of the sale notice.")
    elif data["notice_on"] > today():
        faults["notice_on"] = _("The sale notice cannot be dated in the future.")
    owed = unassessed(parcel, data.get("notice_on") or today())
    if owed and not str(data.get("unassessed_reason") or "").strip():
        names = "、".join(local(kinds()[code].name) for code in owed)
        faults["unassessed_reason"] = _("No assessment in force covers it for: %(names)s. Say why it is sold all the same.") % {"names": names}  # fmt: skip
    if faults:
        raise Invalid(faults)


def _publish(
    context: Context, parcel: Parcel, *, notice_number: str, notice_on: date, unassessed_reason: str = ""
) -> Parcel:
    owed = unassessed(parcel, notice_on)
    record.move(
        context,
        parcel,
        data={"notice": notice_number.strip(), "unassessed": owed},
        notice_number=notice_number.strip(),
        notice_on=notice_on,
        unassessed_reason=unassessed_reason.strip() if owed else "",
    )
    return parcel


def reasoned(_parcel: Parcel, data: dict[str, Any]) -> None:
    """Whoever takes back, discards or declares a breach says why."""
    if not str(data.get("reason") or "").strip():
        raise Invalid({"reason": _("Say why.")})


def _give_up(context: Context, parcel: Parcel, *, reason: str) -> Parcel:
    record.move(context, parcel, data={"reason": reason.strip()}, reason=reason.strip())
    return parcel


prepare = Command(
    name="land.prepare",
    label=gettext_lazy("Prepare a parcel"),
    subject=Zone,
    may=runs_zone,
    states=ANY_STATE,
    validators=[_limits_are_told],
    run=_prepare,
).register()

revise = Command(
    name="land.revise",
    label=gettext_lazy("Change"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.revise"].sources,
    validators=[_limits_are_told],
    run=_revise,
).register()

discard = Command(
    name="land.discard",
    label=gettext_lazy("Discard the parcel"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.discard"].sources,
    validators=[reasoned],
    run=_give_up,
    danger=True,
).register()

publish = Command(
    name="land.publish",
    label=gettext_lazy("Announce for sale"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.publish"].sources,
    validators=[_assessed_or_said_why],
    run=_publish,
).register()

take_back = Command(
    name="land.take_back",
    label=gettext_lazy("Take the notice back"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.take_back"].sources,
    validators=[reasoned],
    run=_give_up,
    danger=True,
).register()
