"""The verbs of assessment units (单元办理): draft, revise, hand in, return, publish, replace, withdraw, expire."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Department
from core import geo
from core.commands import ANY_STATE, SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.models import StoredFile
from core.sweeps import each, sweep
from core.time import legal_date, today
from projects.redline.area import ellipsoidal_m2
from projects.redline.result import Shape
from regional_assessments.models import AssessmentUnit, Zone
from regional_assessments.units import content, record
from regional_assessments.units.access import nobody, prepares, publishes, reviews, runs_zone
from regional_assessments.units.rules import UNIT

PREPARING = ("DRAFT", "SUBMITTED", "RETURNED")


def _written(_zone: Zone, data: dict[str, Any]) -> None:
    content.cleaned(content.kind_of(data.get("kind")), data)


def _draft(
    context: Context,
    zone: Zone,
    *,
    kind: str,
    shape: Shape,
    reviewer: Department | None = None,
    source_crs: str = "EPSG:4490",
    source_name: str = "",
    supersedes: AssessmentUnit | None = None,
    report: StoredFile | None = None,
    report_name: str = "",
    **columns: Any,
) -> AssessmentUnit:
    told = content.kind_of(kind)
    content.outline(zone, shape)
    values = {
        "exclusions": list(told.exclusions),
        "industries": list(told.industries),
        **content.cleaned(told, columns),
    }
    code, version = _number(zone, kind, supersedes)
    values.setdefault("effective_to", told.default_end(values["effective_from"]))
    unit = AssessmentUnit.objects.create(
        zone=zone,
        kind=kind,
        code=code,
        version=version,
        supersedes=supersedes,
        reviewer=_reviewer(told, zone, reviewer),
        **_outline(shape),
        source_crs=source_crs,
        source_name=source_name[:200],
        report=report,
        report_name=report_name[:255],
        last_day=values["effective_to"],
        drafted_by=context.user,
        drafted_at=context.effective_at,
        **values,
    )
    record.note(context, unit, "units.draft", {"kind": kind, "area_m2": unit.area})
    return unit


def _revise(
    context: Context,
    unit: AssessmentUnit,
    *,
    shape: Shape | None = None,
    reviewer: Department | None = None,
    source_crs: str = "",
    source_name: str = "",
    report: StoredFile | None = None,
    report_name: str = "",
    **columns: Any,
) -> AssessmentUnit:
    values = content.cleaned(unit.told, columns)
    if shape is not None:
        content.outline(unit.zone, shape)
        values |= {**_outline(shape), "source_crs": source_crs or "EPSG:4490", "source_name": source_name[:200]}
    if reviewer is not None:
        values["reviewer"] = _reviewer(unit.told, unit.zone, reviewer)
    if report is not None:
        values |= {"report": report, "report_name": report_name[:255]}
    begins = values.get("effective_from", unit.effective_from)
    ends = values.get("effective_to", unit.effective_to)
    if ends is not None and ends < begins:
        raise Invalid({"effective_to": _("It cannot end before it begins.")})
    record.move(context, unit, data={"changed": sorted(values)}, reason="", **values)
    return unit


def _submit(context: Context, unit: AssessmentUnit) -> AssessmentUnit:
    record.move(context, unit, submitted_at=context.effective_at)
    return unit


def _return(context: Context, unit: AssessmentUnit, *, reason: str) -> AssessmentUnit:
    record.move(context, unit, data={"reason": reason.strip()}, reason=reason.strip())
    return unit


def _publish(
    context: Context,
    unit: AssessmentUnit,
    *,
    document_number: str = "",
    document_on: date | None = None,
) -> AssessmentUnit:
    """The new version counts from its first day, the former one until the day before; evidence taken from it stands."""
    former = AssessmentUnit.objects.select_for_update().filter(code=unit.code, state__in=["PUBLISHED", "EXPIRED"])
    on = legal_date(context.effective_at)
    for old in former:
        ended_on = max(unit.effective_from, on)
        record.move(
            context, old, "units.supersede", data={"by": unit.version}, ended_on=max(ended_on, old.effective_from)
        )
    unit.document_number = (document_number or unit.document_number).strip()
    unit.document_on = document_on or unit.document_on
    record.move(
        context,
        unit,
        data={"document": unit.document_number, "from": unit.effective_from, "to": unit.effective_to},
        document_number=unit.document_number,
        document_on=unit.document_on,
        published_at=context.effective_at,
        published_by=context.user,
    )
    return unit


def _withdraw(context: Context, unit: AssessmentUnit, *, reason: str) -> AssessmentUnit:
    on = max(legal_date(context.effective_at), unit.effective_from)
    record.move(
        context, unit, data={"reason": reason.strip()}, reason=reason.strip(), ended_on=min(unit.ended_on or on, on)
    )
    return unit


def _discard(context: Context, unit: AssessmentUnit, *, reason: str = "") -> AssessmentUnit:
    record.move(context, unit, data={"reason": reason.strip()}, reason=reason.strip())
    return unit


def _expire(context: Context, unit: AssessmentUnit) -> AssessmentUnit:
    if unit.effective_to is None or unit.effective_to >= today():
        raise WrongState
    record.move(context, unit, data={"last_day": unit.effective_to})
    return unit


def _renew(context: Context, unit: AssessmentUnit, *, effective_from: date | None = None) -> AssessmentUnit:
    """A draft of the next version with everything the present one says; its validity begins where that ends."""
    begins = effective_from or today()
    copied = {
        name: getattr(unit, name)
        for name in content.COLUMNS
        if name not in ("effective_to", "document_number", "document_on")
    }
    return draft.perform(
        context.user,
        unit.zone,
        **{**copied, "effective_from": begins},
        kind=unit.kind,
        shape=unit.shape,
        reviewer=unit.reviewer,
        source_crs=unit.source_crs,
        source_name=unit.source_name,
        supersedes=unit,
    )  # type: ignore[no-any-return]


def _handed_in_complete(unit: AssessmentUnit, _data: dict[str, Any]) -> None:
    content.complete(unit)


def _approved(unit: AssessmentUnit, data: dict[str, Any]) -> None:
    content.complete(unit)
    faults = {}
    if not (data.get("document_number") or unit.document_number):
        faults["document_number"] = _("Give the number of the approval document.")
    signed_on = data.get("document_on") or unit.document_on
    if signed_on is None:
        faults["document_on"] = _("Give the date of the approval document.")
    elif signed_on > today():
        faults["document_on"] = _("The approval cannot be dated in the future.")
    if unit.effective_to is not None and unit.effective_to < today():
        faults[""] = _("Its validity has already ended. Return it for correction.")
    if faults:
        raise Invalid(faults)


def reasoned(_unit: AssessmentUnit, data: dict[str, Any]) -> None:
    """Whoever returns or withdraws says why."""
    if not str(data.get("reason") or "").strip():
        raise Invalid({"reason": _("Say why.")})


def _no_other_version_is_prepared(unit: AssessmentUnit, _data: dict[str, Any]) -> None:
    if AssessmentUnit.objects.filter(code=unit.code, state__in=PREPARING).exists():
        raise Invalid(_("A newer version is being prepared already. Go on with that one."))


def _number(zone: Zone, kind: str, supersedes: AssessmentUnit | None) -> tuple[str, int]:
    if supersedes is not None:
        last = AssessmentUnit.objects.filter(code=supersedes.code).aggregate(last=Max("version"))["last"]
        return supersedes.code, last + 1
    codes = AssessmentUnit.objects.filter(zone=zone, kind=kind).values_list("code", flat=True).distinct()
    last = max((int(code.rsplit("-", 1)[1]) for code in codes), default=0)
    return f"{zone.code}-{kind}-{last + 1:02d}", 1


def _reviewer(kind: Any, zone: Zone, chosen: Department | None) -> Department:
    possible = content.reviewers_of(kind, zone)
    if chosen is None and possible:
        return possible[0]
    if chosen is None or chosen.pk not in {department.pk for department in possible}:
        raise Invalid({"reviewer": _("No such department reviews this kind of assessment here.")})
    return chosen


def _outline(shape: Shape) -> dict[str, Any]:
    return {
        "geometry": geo.to_wkb(shape),
        **geo.box_of(shape),
        "level": geo.level_of(shape.bounds),
        "area": Decimal(str(ellipsoidal_m2(shape))).quantize(Decimal("0.01")),
    }


draft = Command(
    name="units.draft",
    label=gettext_lazy("Draft an assessment unit"),
    subject=Zone,
    may=runs_zone,
    states=ANY_STATE,
    validators=[_written],
    run=_draft,
).register()

revise = Command(
    name="units.revise",
    label=gettext_lazy("Change"),
    subject=AssessmentUnit,
    may=prepares,
    states=UNIT["units.revise"].sources,
    validators=[],
    run=_revise,
).register()

submit = Command(
    name="units.submit",
    label=gettext_lazy("Hand in for review"),
    subject=AssessmentUnit,
    may=prepares,
    states=UNIT["units.submit"].sources,
    validators=[_handed_in_complete],
    run=_submit,
).register()

return_ = Command(
    name="units.return",
    label=gettext_lazy("Return for correction"),
    subject=AssessmentUnit,
    may=reviews,
    states=UNIT["units.return"].sources,
    validators=[reasoned],
    run=_return,
).register()

publish = Command(
    name="units.publish",
    label=gettext_lazy("Approve and publish"),
    subject=AssessmentUnit,
    may=publishes,
    states=UNIT["units.publish"].sources,
    validators=[_approved],
    run=_publish,
).register()

withdraw = Command(
    name="units.withdraw",
    label=gettext_lazy("Withdraw from use"),
    subject=AssessmentUnit,
    may=publishes,
    states=UNIT["units.withdraw"].sources,
    validators=[reasoned],
    run=_withdraw,
    danger=True,
).register()

discard = Command(
    name="units.discard",
    label=gettext_lazy("Discard the draft"),
    subject=AssessmentUnit,
    may=prepares,
    states=UNIT["units.discard"].sources,
    validators=[],
    run=_discard,
    danger=True,
).register()

renew = Command(
    name="units.renew",
    label=gettext_lazy("Prepare a new version"),
    subject=AssessmentUnit,
    may=prepares,
    states={"PUBLISHED", "EXPIRED"},
    validators=[_no_other_version_is_prepared],
    run=_renew,
).register()

expire = Command(
    name="units.expire",
    label=gettext_lazy("Expire"),
    subject=AssessmentUnit,
    may=nobody,
    states=UNIT["units.expire"].sources,
    validators=[],
    run=_expire,
    system=True,
).register()


@sweep("regional_assessments.1_expire")
def expire_due() -> int:
    """Every published unit whose last day has passed becomes expired; how many."""
    due = AssessmentUnit.objects.filter(state=AssessmentUnit.State.PUBLISHED, effective_to__lt=today())
    return each(due.order_by("effective_to", "pk"), _expired)


def _expired(unit: AssessmentUnit) -> bool:
    try:
        expire.perform(SYSTEM_USER, unit)
    except WrongState:  # another sweep was first, or a new version replaced it
        return False
    return True
