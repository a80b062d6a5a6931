"""承诺书: drawn up, signed with a stamped scan or an electronic seal, publicised; withdrawn before the decision."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.queries import responsible_department
from catalogue.tracks import Duty
from clocks.current import office_calendar
from commitments import agreed, papers, rules, standing
from commitments.access import nobody, promises
from commitments.effects import fire, tell_department, tell_enterprise
from commitments.hindrances import nothing_against_promising
from commitments.models import BuildFirstCommitment, Commitment, NoticeCommitment, Obligation
from commitments.record import close_all, move
from commitments.words import obstacle
from core import files
from core.commands import SYSTEM_USER, Command, Context
from core.display import plain_number
from core.errors import Invalid
from core.numbers import next_number
from core.time import legal_date, today
from documents import seals
from documents.commands import void_document
from projects.commands import may_edit
from projects.facts import catalogue_for, facts_of
from projects.models import Project
from projects.upload_checks import Checked

# ---- draw up -------------------------------------------------------------------------------------------------


def may_be_promised(project: Project, data: dict[str, Any]) -> None:
    """The track is open to the item, the project and the enterprise."""
    offer = standing.offer_of(project, str(data.get("track")), str(data.get("item_code")))
    if offer is None:
        raise Invalid(_("This item cannot be taken on a promise in this project."))
    nothing_against_promising(project.enterprise_id)
    if offer.obstacles:
        raise Invalid("".join(obstacle(code, offer) for code in offer.obstacles))
    if offer.standing is not None and offer.standing.state != "DRAFT":
        raise Invalid(_("There is already a letter for this item: %(number)s.") % {"number": offer.standing.number})


def every_duty_has_its_day(project: Project, data: dict[str, Any]) -> None:
    """A day for every duty, a value for every indicator, and for building first the works that may start."""
    offer = standing.offer_of(project, str(data.get("track")), str(data.get("item_code")))
    days, targets, faults = data.get("days", {}), data.get("targets", {}), {}
    limits = agreed.targets(agreed.limits(project))
    last = today().year + catalogue_for(project).practice.most_years
    for duty in offer.duties if offer else ():
        day, target = days.get(duty.code), targets.get(duty.code)
        if not isinstance(day, date) or day <= today() or day.year > last:
            faults[f"day_{duty.code}"] = _("Give the day by which this is kept; it lies after today.")
        if duty.kind == "INDICATOR" and (fault := _fault_of_value(duty, target, limits.get(duty.code))):
            faults[f"target_{duty.code}"] = fault
    if data.get("track") == "CBV" and not str(data.get("works", "")).strip():
        faults["works"] = _("Name the works you want to start, as in the scheme.")
    if faults:
        raise Invalid(faults)


def _fault_of_value(duty: Duty, value: object, agreed_on: Decimal | None) -> str:
    """At most 0 is a limit, of a pollutant that is not given off; at least 0 is none. Nobody promises less than was agreed."""
    if not isinstance(value, Decimal) or value < 0 or value == 0 and duty.relation == "min":
        return _("Give the value that was agreed; it is greater than 0.")
    if agreed_on is not None and not rules.keeps(duty.relation, agreed_on, value):
        return _("The investment agreement sets %(limit)s; the promise cannot be weaker.") % {
            "limit": plain_number(agreed_on)
        }
    return ""


def _draft(
    context: Context,
    project: Project,
    *,
    track: str,
    item_code: str,
    days: Mapping[str, date],
    targets: Mapping[str, Decimal] | None = None,
    works: str = "",
) -> Commitment:
    offer = standing.offer_of(project, track, item_code)
    assert offer is not None
    _forget_draft(context, project, track, item_code)
    on, zone = legal_date(context.effective_at), standing.zone_of(project)
    facts = facts_of(project)
    row = catalogue_for(project).items[item_code]
    common: dict[str, Any] = {
        "number": letter_number(project, on),
        "track": track,
        "project": project,
        "enterprise_id": project.enterprise_id,
        "region_id": project.region_id,
        "zone": zone,
        "department": responsible_department(row, project.region),
        "item_code": item_code,
        "item_name": row.name.zh,
        "item_name_en": row.name.en,
        "risk_class": rules.risk_class(
            standing.level_of(project.enterprise_id),
            float(facts.floor_area),
            facts.hazard_prone,
            catalogue_for(project).practice.small_floor_area,
        ),
        "saves_days": offer.saves,
        "terms": standing.terms_of(offer.track, row, works=works.strip()),
        "created_by": context.user,
        "created_at": context.effective_at,
    }
    child: Commitment
    if track == "NC":
        child = NoticeCommitment(conditions_told=[duty.name.zh for duty in offer.duties], **common)
    else:
        child = BuildFirstCommitment(works=works.strip(), **common)
    child.save()
    commitment = Commitment.objects.get(pk=child.pk)
    calendar = office_calendar(commitment.department_id, commitment.region_id)
    Obligation.objects.bulk_create(
        Obligation(
            commitment=commitment,
            position=position,
            code=duty.code,
            kind=duty.kind,
            name=duty.name.zh,
            name_en=duty.name.en,
            milestone=duty.milestone,
            promised_on=days[duty.code],
            due_on=calendar.roll_forward(days[duty.code]),
            relation=duty.relation,
            target=(targets or {}).get(duty.code) if duty.kind == "INDICATOR" else None,
            unit=duty.unit.zh if duty.unit else "",
        )
        for position, duty in enumerate(offer.duties, start=1)
    )
    drawn_up(context, commitment)
    return commitment


def drawn_up(context: Context, commitment: Commitment) -> None:
    """The letter is printed and the draft noted; also used by the late filing."""
    commitment.letter = papers.letter(context, commitment)
    commitment.save(update_fields=["letter"])
    context.note(
        commitment.project.chain,
        commitment,
        verb="commitments.draft",
        data={"number": commitment.number, "track": commitment.track, "item": commitment.item_code},
    )


def _forget_draft(context: Context, project: Project, track: str, item_code: str) -> None:
    for earlier in project.commitments.filter(track=track, item_code=item_code, state="DRAFT"):
        discarded(context, earlier)


def letter_number(project: Project, on: date) -> str:
    return f"CN{project.region_id}{on:%Y%m%d}{next_number(f'commitment:{project.region_id}:{on}'):04d}"


draft = Command(
    name="commitments.draft",
    label=gettext_lazy("Draw up the letter"),
    subject=Project,
    may=may_edit,
    states={"ACTIVE", "DRAFT"},
    validators=[may_be_promised, every_duty_has_its_day],
    run=_draft,
).register()


def discarded(context: Context, commitment: Commitment) -> None:
    """A draft is nobody's promise: it goes, its letter is void."""
    if commitment.letter is not None:
        void_document(context, commitment.letter, reason="承诺书草稿已作废")
    context.note(commitment.project.chain, commitment, verb="commitments.discard", data={"number": commitment.number})
    commitment.obligations.all().delete()
    Commitment.objects.filter(pk=commitment.pk).delete()


discard = Command(
    name="commitments.discard",
    label=gettext_lazy("Discard the draft"),
    subject=Commitment,
    may=promises,
    states={"DRAFT"},
    validators=[],
    run=discarded,
    danger=True,
).register()


# ---- sign ----------------------------------------------------------------------------------------------------


def signature_is_complete(commitment: Commitment, data: dict[str, Any]) -> None:
    """Who signs in which office, that every statement is meant, and the stamp or seal; an enterprise in good standing."""
    nothing_against_promising(commitment.enterprise_id)
    faults = {}
    if not str(data.get("signer_name", "")).strip():
        faults["signer_name"] = _("Name the person who signs for the enterprise.")
    if not str(data.get("signer_post", "")).strip():
        faults["signer_post"] = _("Say in which office: legal representative, or by which authority.")
    if not data.get("declared"):
        faults["declared"] = _("Confirm the statements of the letter; without them there is no promise.")
    if data.get("signature") not in Commitment.Signature.values:
        faults["signature"] = _("Choose how you sign.")
    elif data["signature"] == Commitment.Signature.SCAN and data.get("scan") is None:
        faults["scan"] = _("Print the letter, stamp it, and upload the scan as PDF or picture.")
    elif data["signature"] == Commitment.Signature.SEAL and not seals.provider().available():
        faults["signature"] = _("No electronic seal service is set up here. Upload the stamped scan.")
    if faults:
        raise Invalid(faults)


def days_still_lie_ahead(commitment: Commitment, data: dict[str, Any]) -> None:
    """A letter drawn up long ago is drawn up anew."""
    if commitment.obligations.filter(promised_on__lte=today()).exists():
        raise Invalid(_("A promised day has passed since the letter was drawn up. Draw it up again."))


def _sign(
    context: Context,
    commitment: Commitment,
    *,
    signer_name: str,
    signer_post: str,
    signature: str,
    declared: bool,
    scan: BinaryIO | None = None,
    checked: Checked | None = None,
) -> Commitment:
    letter = commitment.letter
    assert letter is not None
    if signature == Commitment.Signature.SEAL:
        sealed = seals.provider().seal(
            files.read(letter.file), signer=f"{commitment.enterprise.name} {signer_name.strip()}", reason=letter.title
        )
        stored = files.store(sealed, "application/pdf")
    else:
        assert scan is not None
        stored = files.store(scan, checked.media_type if checked else "application/pdf")
    move(
        context,
        commitment,
        signer_name=signer_name.strip(),
        signer_post=signer_post.strip(),
        signature=signature,
        signed_file=stored,
        signed_by=context.user,
        signed_at=context.effective_at,
        data={"sha256": stored.sha256, "letter": letter.sha256, "signature": signature},
    )
    if commitment.track in rules.PROMISES:
        publicise.perform(SYSTEM_USER, commitment, effective_at=context.effective_at)
        commitment.refresh_from_db()
    return commitment


sign = Command(
    name="commitments.sign",
    label=gettext_lazy("Sign the letter"),
    subject=Commitment,
    may=promises,
    states=rules.COMMITMENT["commitments.sign"].sources,
    validators=[signature_is_complete, days_still_lie_ahead],
    run=_sign,
).register()


def _publicise(context: Context, commitment: Commitment) -> Commitment:
    on = legal_date(context.effective_at)
    calendar = office_calendar(commitment.department_id, commitment.region_id)
    until = calendar.add(on, int(commitment.terms.get("publicity_days") or 0))
    move(context, commitment, publicity_until=until, data={"until": until})
    tell_department(context, "promise_signed", commitment, "HEAD", on=until)
    fire("publicised", context, commitment)
    return commitment


publicise = Command(
    name="commitments.publicise",
    label=gettext_lazy("Publicise"),
    subject=Commitment,
    may=nobody,
    states=rules.COMMITMENT["commitments.publicise"].sources,
    validators=[],
    run=_publicise,
    system=True,
).register()


def reason_is_given(commitment: Commitment, data: dict[str, Any]) -> None:
    """Why, in a sentence the other side reads."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Give the reason.")})


def _withdraw(context: Context, commitment: Commitment, *, reason: str) -> Commitment:
    move(context, commitment, data={"reason": reason.strip()})
    close_all(context, commitment)
    tell_department(context, "promise_withdrawn", commitment, "HEAD")
    tell_enterprise(context, "promise_withdrawn", commitment)
    return commitment


withdraw = Command(
    name="commitments.withdraw",
    label=gettext_lazy("Withdraw the promise"),
    subject=Commitment,
    may=promises,
    states=rules.COMMITMENT["commitments.withdraw"].sources,
    validators=[reason_is_given],
    run=_withdraw,
    system=True,
    danger=True,
).register()
