"""履约: evidence is handed in, accepted or sent back; building begins; everything kept ends the promise."""

from decimal import Decimal
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import parcels, rules
from commitments.access import checks, nobody, owes, promises
from commitments.effects import tell_department, tell_enterprise
from commitments.models import Commitment, Evidence, Obligation
from commitments.record import cancel_verification, close_all, move, open_verification, settle_obligation
from core import files
from core.commands import SYSTEM_USER, Command, Context
from core.display import plain_number
from core.errors import Invalid, WrongState
from core.time import legal_date
from projects.facts import catalogue_for
from projects.models import Project
from projects.upload_checks import Checked

MANDATORY = ("FULL", "ACCEPTANCE", "PRODUCTION", "RECTIFIED", "RANDOM", "OBJECTION")
"""Checks that must be done before a promise counts as fulfilled; a spot check still open is dropped."""

PRODUCTION: Final = "PRODUCTION"
"""The milestone, and the reason of the check that belongs to it (达产考核)."""

OWED = ("OPEN", "SUBMITTED")


# ---- evidence ------------------------------------------------------------------------------------------------


def evidence_is_there(duty: Obligation, data: dict[str, Any]) -> None:
    """A file or a statement; of an indicator the value that was reached."""
    faults = {}
    if data.get("upload") is None and not str(data.get("note", "")).strip():
        faults["note"] = _("Upload the evidence or say where the authority finds it.")
    if duty.kind == "INDICATOR" and not isinstance(data.get("value"), Decimal):
        faults["value"] = _("Give the value that was reached.")
    if duty.kind == "MATERIAL":
        faults[""] = _("Hand in late papers all together on the page of the late filing.")
    if faults:
        raise Invalid(faults)


def _hand_in(
    context: Context,
    duty: Obligation,
    *,
    note: str = "",
    value: Decimal | None = None,
    upload: BinaryIO | None = None,
    original_name: str = "",
    checked: Checked | None = None,
) -> Evidence:
    stored = files.store(upload, checked.media_type if checked else "application/pdf") if upload is not None else None
    evidence = Evidence.objects.create(
        obligation=duty,
        file=stored,
        original_name=original_name,
        note=note.strip(),
        value=value,
        handed_in_by=context.user,
        handed_in_at=context.effective_at,
    )
    duty.state = Obligation.State.SUBMITTED
    duty.save(update_fields=["state"])
    context.note(
        duty.commitment.project.chain,
        duty,
        data={"code": duty.code, "sha256": stored.sha256 if stored else "", "value": value},
    )
    tell_department(context, "promise_evidence", duty.commitment, about=duty.name)
    if duty.milestone == PRODUCTION and not duty.commitment.obligations.filter(milestone=PRODUCTION, state="OPEN"):
        ask_for_production_check(context, _locked(duty.commitment_id))
    return evidence


hand_in_evidence = Command(
    name="commitments.hand_in_evidence",
    label=gettext_lazy("Hand in evidence"),
    subject=Obligation,
    may=owes,
    states={"OPEN", "SUBMITTED"},
    validators=[evidence_is_there],
    run=_hand_in,
).register()


def meets(duty: Obligation, value: Decimal | None) -> bool:
    """Whether an indicator's value keeps the promise; other duties have no value."""
    if duty.target is None:
        return True
    return value is not None and rules.keeps(duty.relation, duty.target, value)


def value_found(duty: Obligation, reached: Decimal | None) -> Decimal | None:
    """What the officer found, 0 included, else what the enterprise handed in last."""
    if reached is not None:
        return reached
    latest = duty.evidence.first()
    return latest.value if latest else None


def indicator_is_met(duty: Obligation, data: dict[str, Any]) -> None:
    """An indicator that was missed is a breach, not kept."""
    value = value_found(duty, data.get("reached"))
    if not meets(duty, value):
        raise Invalid(
            {"reached": _("Promised %(target)s, reached %(value)s: this is not kept. Record a breach instead.")
            % {"target": plain_number(duty.target), "value": plain_number(value)}}
        )  # fmt: skip


def _accept(context: Context, duty: Obligation, *, reached: Decimal | None = None) -> Obligation:
    value = value_found(duty, reached)
    settle_obligation(context, duty, "KEPT", reached=value)
    if duty.kind == "INDICATOR" and value is not None:
        parcels.report(context, duty.commitment, {duty: value})
    settle(context, _locked(duty.commitment_id))
    return duty


accept_evidence = Command(
    name="commitments.accept_evidence",
    label=gettext_lazy("Accept as kept"),
    subject=Obligation,
    may=checks,
    states={"SUBMITTED"},
    validators=[indicator_is_met],
    run=_accept,
).register()


def reason_is_given(duty: Obligation, data: dict[str, Any]) -> None:
    """What is missing."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say what the evidence lacks.")})


def _return(context: Context, duty: Obligation, *, reason: str) -> Obligation:
    duty.state = Obligation.State.OPEN
    duty.save(update_fields=["state"])
    context.note(duty.commitment.project.chain, duty, data={"code": duty.code, "reason": reason.strip()})
    tell_enterprise(context, "promise_evidence_returned", duty.commitment, about=duty.name, reason=reason.strip())
    return duty


return_evidence = Command(
    name="commitments.return_evidence",
    label=gettext_lazy("Send the evidence back"),
    subject=Obligation,
    may=checks,
    states={"SUBMITTED"},
    validators=[reason_is_given],
    run=_return,
).register()


# ---- the course ----------------------------------------------------------------------------------------------


def _begin_building(context: Context, commitment: Commitment) -> Commitment:
    move(context, commitment, building_since=legal_date(context.effective_at))
    return commitment


begin_building = Command(
    name="commitments.begin_building",
    label=gettext_lazy("Building has begun"),
    subject=Commitment,
    may=nobody,
    states=rules.COMMITMENT["commitments.begin_building"].sources,
    validators=[],
    run=_begin_building,
    system=True,
).register()
"""Given for every promise of a project whose construction start is recorded."""


def still_to_show(commitment: Commitment) -> list[str]:
    """Names of what is owed by the acceptance and has no evidence yet."""
    owed = commitment.obligations.filter(state="OPEN").exclude(milestone="PRODUCTION")
    return list(owed.values_list("name", flat=True))


def everything_is_handed_in(commitment: Commitment, data: dict[str, Any]) -> None:
    """Before the start and the acceptance nothing may be owed without evidence; production comes later."""
    names = still_to_show(commitment)
    if names:
        raise Invalid(_("Evidence is still missing for: %(names)s.") % {"names": "、".join(names)})


def _begin_verifying(context: Context, commitment: Commitment) -> Commitment:
    move(context, commitment)
    open_verification(context, commitment, "ACCEPTANCE", limit=_check_days(commitment))
    tell_department(context, "promise_to_verify", commitment)
    return commitment


begin_verifying = Command(
    name="commitments.begin_verifying",
    label=gettext_lazy("Report as kept, ask for verification"),
    subject=Commitment,
    may=promises,
    states=rules.COMMITMENT["commitments.begin_verifying"].sources,
    validators=[everything_is_handed_in],
    run=_begin_verifying,
    system=True,
).register()


def ask_for_acceptance_checks(context: Context, project: Project) -> int:
    """联合验收前: the works are complete, so every promise to build first, and every control indicator of completion,
    gets its verification; how many were set."""
    standing = project.commitments.select_for_update().filter(
        track__in=rules.PROMISES, state__in=("DECIDED", "BUILDING", "VERIFYING")
    )
    before = 0
    for commitment in standing.order_by("pk"):
        measured = commitment.obligations.filter(kind="INDICATOR", milestone="ACCEPTANCE", state__in=OWED)
        if commitment.track == "NC" and not measured.exists():
            continue
        if not commitment.verifications.filter(reason="ACCEPTANCE").exists():
            open_verification(context, commitment, "ACCEPTANCE", limit=_check_days(commitment))
            before += 1
    return before


def ask_for_production_check(context: Context, commitment: Commitment) -> bool:
    """达产考核: set once, when production is shown or its day has come; whether it was set. Row locked."""
    if commitment.state not in ("DECIDED", "BUILDING", "VERIFYING"):
        return False
    if commitment.verifications.filter(reason=PRODUCTION).exists():
        return False
    open_verification(
        context, commitment, PRODUCTION, limit=catalogue_for(commitment.project).practice.production_check_days
    )
    tell_department(context, "promise_to_verify", commitment)
    return True


def settle(context: Context, commitment: Commitment) -> bool:
    """End the promise when nothing is owed and every mandatory check is done; whether it ended. Row locked."""
    if commitment.state not in ("DECIDED", "BUILDING", "VERIFYING"):
        return False
    if commitment.obligations.filter(state__in=("OPEN", "SUBMITTED")).exists():
        return False
    if commitment.verifications.filter(state="OPEN", reason__in=MANDATORY).exists():
        return False
    if commitment.track == "CBV" and not commitment.verifications.filter(reason="ACCEPTANCE", state="KEPT").exists():
        if not commitment.verifications.filter(reason="ACCEPTANCE", state="OPEN").exists():
            open_verification(context, commitment, "ACCEPTANCE", limit=_check_days(commitment))
        return False
    fulfil.perform(SYSTEM_USER, commitment, effective_at=context.effective_at)
    return True


def _fulfil(context: Context, commitment: Commitment) -> Commitment:
    if commitment.obligations.filter(state__in=("OPEN", "SUBMITTED")).exists():
        raise WrongState
    if commitment.state != "VERIFYING":
        move(context, commitment, "commitments.begin_verifying")
    for check in commitment.verifications.filter(state="OPEN"):
        cancel_verification(context, check)
    move(context, commitment)
    close_all(context, commitment)
    tell_enterprise(context, "promise_fulfilled", commitment)
    return commitment


fulfil = Command(
    name="commitments.fulfil",
    label=gettext_lazy("Fulfilled"),
    subject=Commitment,
    may=nobody,
    states={"DECIDED", "BUILDING", "VERIFYING"},
    validators=[],
    run=_fulfil,
    system=True,
).register()


def _check_days(commitment: Commitment) -> int:
    return catalogue_for(commitment.project).practice.acceptance_check_days


def _locked(pk: int) -> Commitment:
    return Commitment.objects.select_for_update().get(pk=pk)
