"""后半程: two contracts, the project, the checks at completion and at production, release or breach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import Command, Context
from core.errors import Invalid
from core.models import StoredFile
from core.time import legal_date, today
from projects.models import Project
from regional_assessments.land import record
from regional_assessments.land.access import manages
from regional_assessments.land.indicators import Phase, production_years
from regional_assessments.land.preparing import reasoned
from regional_assessments.land.rules import PARCEL
from regional_assessments.models import ControlIndicator, IndicatorCheck, Parcel
from regional_assessments.queries import projects_in


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured value in the indicator's unit, with the evidence for it."""

    value: Decimal
    evidence: StoredFile | None = None
    evidence_name: str = ""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.value} {self.evidence_id} {self.note}"

    @property
    def evidence_id(self) -> str:
        """The hash of the evidence."""
        return self.evidence.sha256 if self.evidence else ""


def linkable(parcel: Parcel, user: Any) -> list[Project]:
    """Projects whose land lies in the zone, that `user` sees there and that no other parcel claims."""
    taken = set(Parcel.objects.exclude(project=None).exclude(pk=parcel.pk).values_list("project_id", flat=True))
    shape = parcel.shape
    plots = [plot for plot in projects_in(parcel.zone, user) if plot.project.pk not in taken]
    return [plot.project for plot in sorted(plots, key=lambda plot: not plot.shape.intersects(shape))]


def _signed(parcel: Parcel, data: dict[str, Any]) -> None:
    faults = {}
    for name, sentence in (
        ("contract_number", _("Give the number of the land contract.")),
        ("agreement_number", _("Give the number of the investment agreement.")),
        ("buyer", _("Give the buyer.")),
    ):
        if not str(data.get(name) or "").strip():
            faults[name] = sentence
    for name in ("contract_on", "agreement_on"):
        signed_on = data.get(name)
        if signed_on is None:
            faults[name] = _("Give the date.")
        elif signed_on > today():
            faults[name] = _("It cannot be dated in the future.")
        elif parcel.notice_on and signed_on < parcel.notice_on:
            faults[name] = _("It cannot be older than the sale notice of %(on)s.") % {"on": parcel.notice_on}
    for name in ("contract_file", "agreement_file"):
        if data.get(name) is None:
            faults[name] = _("Upload the signed document as PDF.")
    if data.get("complete_by") is None:
        faults["complete_by"] = _("Give the day of completion from the agreement.")
    elif data.get("contract_on") and data["complete_by"] <= data["contract_on"]:
        faults["complete_by"] = _("Completion lies after the contract.")
    if faults:
        raise Invalid(faults)


def _contract(
    context: Context,
    parcel: Parcel,
    *,
    contract_number: str,
    contract_on: date,
    contract_file: StoredFile,
    agreement_number: str,
    agreement_on: date,
    agreement_file: StoredFile,
    buyer: str,
    complete_by: date,
    project: Project | None = None,
) -> Parcel:
    _free(parcel, project, context.user)
    record.move(
        context,
        parcel,
        data={"contract": contract_number.strip(), "agreement": agreement_number.strip(), "complete_by": complete_by},
        contract_number=contract_number.strip(),
        contract_on=contract_on,
        contract_file=contract_file,
        agreement_number=agreement_number.strip(),
        agreement_on=agreement_on,
        agreement_file=agreement_file,
        buyer=buyer.strip(),
        check_by=complete_by,
        project=project,
    )
    return parcel


def _free(parcel: Parcel, project: Project | None, user: Any) -> None:
    if project is not None and project.pk not in {one.pk for one in linkable(parcel, user)}:
        raise Invalid({"project": _("Choose a project in this zone that no other parcel is linked to.")})


def _link(context: Context, parcel: Parcel, *, project: Project | None) -> Parcel:
    _free(parcel, project, context.user)
    record.move(context, parcel, data={"project": project.code if project else ""}, project=project)
    return parcel


def due_indicators(parcel: Parcel) -> list[ControlIndicator]:
    """The indicators the next check measures."""
    return [one for one in parcel.indicators.all() if one.told.phase == parcel.next_check]


def _all_measured(parcel: Parcel, data: dict[str, Any]) -> None:
    """Every indicator of the phase has a value and evidence; where one fails, a day to put it right."""
    measured: Mapping[int, Measured] = data.get("measured") or {}
    faults, failed = {}, False
    for indicator in due_indicators(parcel):
        given = measured.get(indicator.pk)
        if given is None or not given.value.is_finite() or given.value < 0:
            faults[f"measured_{indicator.pk}"] = _("Give the measured value, 0 or more.")
            continue
        if given.evidence is None:
            faults[f"evidence_{indicator.pk}"] = _("Upload what proves the value.")
        failed |= not indicator.kept_by(given.value)
    checked_on = data.get("checked_on")
    if checked_on is None or checked_on > today():
        faults["checked_on"] = _("Give the day of the check, today at the latest.")
    elif parcel.contract_on and checked_on < parcel.contract_on:
        faults["checked_on"] = _("The check cannot be older than the land contract.")
    until = data.get("rectify_by")
    if failed and not faults and (until is None or until <= today()):
        faults["rectify_by"] = _("An indicator is not kept. Give a day to come by which it is put right.")
    if faults:
        raise Invalid(faults)


def _check(
    context: Context,
    parcel: Parcel,
    *,
    measured: Mapping[int, Measured],
    checked_on: date,
    rectify_by: date | None = None,
) -> Parcel:
    phase = parcel.next_check
    assert phase is not None
    number, failed = written(parcel, due_indicators(parcel), measured, checked_on, context.user)
    facts = {"round": number, "phase": str(phase), "failed": failed, "on": checked_on}
    record.move(
        context, parcel, stay=bool(failed), data=facts, check_by=next_day(phase, checked_on, failed, rectify_by)
    )
    return parcel


def written(
    parcel: Parcel, rows: Iterable[ControlIndicator], measured: Mapping[int, Measured], checked_on: date, by: Any
) -> tuple[int, list[str]]:
    """Write one round of checks down; its number, and the indicators that are not kept."""
    phase = parcel.next_check
    assert phase is not None
    failed: list[str] = []
    earlier = IndicatorCheck.objects.filter(indicator__parcel=parcel, phase=phase)
    number = earlier.values("round").distinct().count() + 1
    for indicator in rows:
        given = measured[indicator.pk]
        kept = indicator.kept_by(given.value)
        IndicatorCheck.objects.create(
            indicator=indicator,
            phase=phase,
            round=number,
            measured=given.value,
            met=kept,
            checked_on=checked_on,
            evidence=given.evidence,
            evidence_name=given.evidence_name[:255],
            note=given.note[:300],
            checked_by=by,
        )
        failed += [] if kept else [f"{indicator.code} {indicator.subject}".strip()]
    return number, failed


def next_day(phase: Phase, checked_on: date, failed: list[str], rectify_by: date | None) -> date | None:
    """The day of the next check: to put right what failed, or production after completion."""
    if failed:
        return rectify_by
    return years_after(checked_on, production_years()) if phase == Phase.COMPLETION else checked_on


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February falls on the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _really_failed(parcel: Parcel, data: dict[str, Any]) -> None:
    """A breach rests on a failed check or on a day that has passed; and it is reasoned."""
    reasoned(parcel, data)
    last = IndicatorCheck.objects.filter(indicator__parcel=parcel, phase=parcel.next_check).order_by("-round").first()
    failed = (
        last is not None
        and IndicatorCheck.objects.filter(
            indicator__parcel=parcel, phase=last.phase, round=last.round, met=False
        ).exists()
    )
    if not parcel.overdue(today()):
        if failed:
            raise Invalid(_("The buyer has until %(on)s to put it right.") % {"on": parcel.check_by})
        raise Invalid(_("Nothing failed and no day has passed: there is no breach."))


def _breach(context: Context, parcel: Parcel, *, reason: str) -> Parcel:
    on = legal_date(context.effective_at)
    record.move(context, parcel, data={"reason": reason.strip(), "on": on}, reason=reason.strip())
    return parcel


contract = Command(
    name="land.contract",
    label=gettext_lazy("Enter both contracts"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.contract"].sources,
    validators=[_signed],
    run=_contract,
).register()

link = Command(
    name="land.link",
    label=gettext_lazy("Link the project"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.link"].sources,
    validators=[],
    run=_link,
).register()

check_completion = Command(
    name="land.check_completion",
    label=gettext_lazy("Check at completion"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.check_completion"].sources,
    validators=[_all_measured],
    run=_check,
).register()

check_production = Command(
    name="land.check_production",
    label=gettext_lazy("Check at production"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.check_production"].sources,
    validators=[_all_measured],
    run=_check,
).register()

breach = Command(
    name="land.breach",
    label=gettext_lazy("Declare a breach"),
    subject=Parcel,
    may=manages,
    states=PARCEL["land.breach"].sources,
    validators=[_really_failed],
    run=_breach,
    danger=True,
).register()
