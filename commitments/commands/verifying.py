"""核查: the finding of a desk check, a visit or experts; photos from the site. What is broken becomes a breach."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import parcels
from commitments.access import inspects
from commitments.commands.breaching import found
from commitments.commands.keeping import meets, settle, value_found
from commitments.effects import tell_enterprise
from commitments.models import Breach, Commitment, Obligation, Verification, VerificationPhoto
from commitments.record import end_verification, settle_obligation
from core import files
from core.commands import Command, Context
from core.errors import Invalid
from core.time import legal_date, now
from projects.photos import Photo

MOST_PHOTOS = 40
"""Photos per verification."""


def finding_is_complete(check: Verification, data: dict[str, Any]) -> None:
    """How it was checked and what was found; on site with a photo; broken with its kind."""
    faults = {}
    if data.get("outcome") not in ("KEPT", "BROKEN"):
        faults["outcome"] = _("Say whether it is as promised.")
    if data.get("method") not in Verification.Method.values:
        faults["method"] = _("Choose how it was checked.")
    elif data["method"] == "ONSITE" and not check.photos.exists():
        faults["method"] = _("A visit leaves at least one photo. Add it first.")
    if not str(data.get("findings", "")).strip():
        faults["findings"] = _("Write what was found; the enterprise reads it.")
    if data.get("outcome") == "BROKEN" and data.get("kind") not in Breach.Kind.values:
        faults["kind"] = _("Choose what kind of breach it is.")
    if data.get("outcome") == "BROKEN" and check.commitment.state not in ("DECIDED", "BUILDING", "VERIFYING"):
        faults["outcome"] = _("A breach of this promise is already being dealt with.")
    missed = [duty.name for duty, value in _kept(check, data) if not meets(duty, value)]
    if missed:
        faults["kept"] = _("Below what was promised, so not kept: %(names)s.") % {"names": "、".join(missed)}
    if faults:
        raise Invalid(faults)


def _kept(check: Verification, data: dict[str, Any]) -> list[tuple[Any, Decimal | None]]:
    reached: Mapping[int, Decimal] = data.get("reached", {})
    duties = check.commitment.obligations.filter(pk__in=data.get("kept", ()), state__in=("OPEN", "SUBMITTED"))
    return [(duty, value_found(duty, reached.get(duty.pk))) for duty in duties]


def _record(
    context: Context,
    check: Verification,
    *,
    outcome: str,
    method: str,
    findings: str,
    kept: Sequence[int] = (),
    reached: Mapping[int, Decimal] | None = None,
    kind: str = "",
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    accuracy_m: int | None = None,
) -> Verification:
    commitment = Commitment.objects.select_for_update().get(pk=check.commitment_id)
    check.commitment = commitment
    settled = dict(_kept(check, {"kept": kept, "reached": reached or {}}))
    for duty, value in settled.items():
        settle_obligation(context, duty, "KEPT", reached=value)
    measured = {duty: value for duty, value in settled.items() if duty.kind == "INDICATOR" and value is not None}
    measured |= {duty: reached[duty.pk] for duty in _measured(check, reached)} if reached else {}
    if measured:
        parcels.report(context, commitment, measured)
    check.state, check.method, check.findings = outcome, method, findings.strip()
    check.latitude, check.longitude, check.accuracy_m = latitude, longitude, accuracy_m
    check.done_by, check.done_at = context.user, context.effective_at
    check.save()
    end_verification(check, legal_date(context.effective_at))
    context.note(
        commitment.project.chain,
        check,
        data={"outcome": outcome, "method": method, "reason": check.reason, "photos": check.photos.count()},
    )
    if outcome == "BROKEN":
        found(context, commitment, kind=kind, facts=findings.strip(), verification=check)
    elif not settle(context, commitment):
        tell_enterprise(context, "promise_verified", commitment)
    return check


def _measured(check: Verification, reached: Mapping[int, Decimal]) -> list[Obligation]:
    """The control indicators a value was found for, kept or not."""
    return list(check.commitment.obligations.filter(pk__in=reached, kind="INDICATOR"))


record_verification = Command(
    name="commitments.record_verification",
    label=gettext_lazy("Record the finding"),
    subject=Verification,
    may=inspects,
    states={"OPEN"},
    validators=[finding_is_complete],
    run=_record,
).register()


def photo_is_there(check: Verification, data: dict[str, Any]) -> None:
    """One photo that was read, and room for it."""
    if not isinstance(data.get("photo"), Photo):
        raise Invalid({"photo": _("Choose a photo.")})
    if check.photos.count() >= MOST_PHOTOS:
        raise Invalid({"photo": _("At most %(n)s photos.") % {"n": MOST_PHOTOS}})


def _add_photo(context: Context, check: Verification, *, photo: Photo, caption: str = "") -> VerificationPhoto:
    stored = files.store(photo.content, "image/jpeg")
    row, created = VerificationPhoto.objects.get_or_create(
        verification=check,
        file=stored,
        defaults={
            "width": photo.width, "height": photo.height, "caption": caption.strip(), "taken_by": context.user,
            "taken_at": now(),
        },
    )  # fmt: skip
    if created:
        context.note(check.commitment.project.chain, row, data={"sha256": stored.sha256})
    return row


add_photo = Command(
    name="commitments.add_photo",
    label=gettext_lazy("Add a photo"),
    subject=Verification,
    may=inspects,
    states={"OPEN"},
    validators=[photo_is_there],
    run=_add_photo,
).register()
