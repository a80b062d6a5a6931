"""容缺审批: the preliminary opinion suspends the clock; with the late papers it becomes the formal document in two
working days, or is void where they change the matter (赣府厅发〔2020〕8号)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals import flows, messages, rules, timing
from approvals.access import head_of, nobody, signer_of
from approvals.commands import extension
from approvals.commands.opening import after_decision
from approvals.delivery import record as delivery
from approvals.models import Decision, ItemCase, MaterialBinding, PreliminaryOpinion
from approvals.opinions.record import close_open
from approvals.papers import department as papers
from approvals.papers.late import preliminary_opinion
from approvals.promises.papers_late import filed_with, letter_of, owed_for, promised_for, waiting_for_papers
from approvals.record import move_case
from catalogue.models import MaterialSpec
from clocks import commands as clocks
from clocks.current import office_calendar
from clocks.evidence import ended_with
from commitments.commands.keeping import settle
from commitments.commands.late import close
from commitments.models import Commitment
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.time import legal_date
from documents.commands import release_document, supersede_document, void_document
from projects.facts import catalogue_for
from projects.models import Material

BASIS = "赣府厅发〔2020〕8号"


# ---- which result is open ------------------------------------------------------------------------------------


def late_papers_are_in(case: ItemCase, data: dict[str, Any]) -> None:
    """No formal document while a late paper is missing."""
    if data.get("outcome") != "PASS":
        return
    names = [duty.name for duty in owed_for(case)]
    if names:
        raise Invalid(
            {"outcome": _("Late papers are still missing: %(names)s. Give a preliminary opinion instead.")
            % {"names": "、".join(names)}}
        )  # fmt: skip


def awaits_papers(user: Any, case: ItemCase) -> bool:
    """The head who may sign, where late papers are still missing."""
    return signer_of(user, case) and bool(owed_for(case))


def opinion_is_complete(case: ItemCase, data: dict[str, Any]) -> None:
    """Number and text; the reviewer has recommended to pass."""
    faults = {}
    if not str(data.get("official_number", "")).strip():
        faults["official_number"] = _("Give the document's official number.")
    if not str(data.get("text", "")).strip():
        faults["text"] = _("Write the preliminary opinion; other departments rely on it.")
    latest = case.opinions.order_by("-round").first()
    if latest is None or latest.recommendation != "PASS":
        faults[""] = _("The reviewer does not recommend to pass; a preliminary opinion is not open.")
    if faults:
        raise Invalid(faults)


# ---- preliminary opinion -------------------------------------------------------------------------------------


def _preliminary(context: Context, case: ItemCase, *, official_number: str, text: str) -> PreliminaryOpinion:
    process, on = flows.item_process(case), legal_date(context.effective_at)
    duties = owed_for(case)
    practice = catalogue_for(case.application.project).practice
    until = office_calendar(case.department_id, case.application.region_id).add(
        max(duty.due_on for duty in duties), practice.grace_days
    )
    opinion = PreliminaryOpinion(
        case=case, signer=context.user, official_number=official_number.strip(), text=text.strip(), given_on=on
    )
    opinion.document = preliminary_opinion(context, opinion, duties)
    close_open(context, case)
    extension.drop_request(case)
    opinion.stop = clocks.stop_clocks(
        case,
        "LATE_FILING",
        started_on=on,
        planned_end_on=until,
        legal_basis=BASIS,
        reason=f"出具初审意见，等待容缺材料：{'、'.join(duty.name for duty in duties)}",
        evidence=opinion.official_number,
        project_id=case.application.project_id,
        requested_by_id=case.reviewer_id,
        approved_by_id=context.user.pk,
    )
    move_case(
        context,
        case,
        verb="approvals.preliminary",
        decided_on=on,
        data={"official_number": opinion.official_number, "planned_end_on": until},
    )
    opinion.save()
    messages.about_case(
        "preliminary_given", messages.enterprise(case.application.project.enterprise_id), case,
        on=max(duty.due_on for duty in duties),
    )  # fmt: skip
    flows.ItemFlow.sign.done_by(process, context.user)
    after_decision(case)
    return opinion


preliminary = Command(
    name="approvals.preliminary",
    label=gettext_lazy("Give the preliminary opinion"),
    subject=ItemCase,
    may=awaits_papers,
    states=rules.CASE["approvals.preliminary"].sources,
    validators=[opinion_is_complete],
    run=_preliminary,
).register()


# ---- the papers come -----------------------------------------------------------------------------------------


def papers_came(context: Context, letter: Commitment, codes: list[str]) -> None:
    """Bind what came; a case whose papers are complete runs again, and its formal document is due in two days."""
    current = {row.key: row for row in Material.objects.filter(project=letter.project_id, key__in=codes, current=True)}
    served: dict[str, set[str]] = {}
    for duty in letter.obligations.filter(code__in=codes):
        for item in duty.items:
            served.setdefault(item, set()).add(duty.code)
    cases = ItemCase.objects.select_for_update(of=("self",)).filter(
        application_id=letter.latefiling.application_id, item__code__in=served
    )
    for case in cases.select_related("item", "application__project", "department").order_by("pk"):
        for binding in case.bindings.filter(spec__key__in=served[case.item.code]).select_related("spec"):
            # A defective version was accepted on the promise of this one.
            binding.material = current.get(binding.spec.key, binding.material)
            binding.save(update_fields=["material"])
        specs = MaterialSpec.objects.filter(item=case.item, key__in=served[case.item.code])
        MaterialBinding.objects.bulk_create(
            (
                MaterialBinding(case=case, spec=spec, material=current[spec.key])
                for spec in specs
                if spec.key in current
            ),
            ignore_conflicts=True,
        )
        if case.state == "LATE_FILES" and not owed_for(case):
            _files_in(context, case)


def _files_in(context: Context, case: ItemCase) -> None:
    on, opinion = legal_date(context.effective_at), case.preliminary
    clocks.resume_clocks(case, on=on, project_id=case.application.project_id, kind="LATE_FILING")
    if opinion.stop_id is not None:
        ended_with(opinion.stop_id, "容缺材料已补齐")
    opinion.files_in_on = on
    opinion.save(update_fields=["files_in_on"])
    clock = clocks.start_clock(
        "CONVERSION",
        case,
        clocks.Place.of(case.application.project),
        label=f"{case.item.name} · 容缺转正式文件"[:200],
        limit=catalogue_for(case.application.project).practice.convert_days,
        origin_on=on,
        department_id=case.department_id,
        stage=case.application.stage,
    )
    context.note(
        case.application.project.chain, case, verb="approvals.late_files_in", data={"on": on, "due_on": clock.due_on}
    )
    messages.about_case("late_files_in", messages.department(case.department_id, "HEAD"), case, on=clock.due_on)


# ---- formal document or void ---------------------------------------------------------------------------------


def files_are_in(case: ItemCase, data: dict[str, Any]) -> None:
    """Every late paper of the case has come; the document has number and title."""
    faults = {}
    if case.preliminary.files_in_on is None:
        faults[""] = _("Late papers of this item are still missing.")
    for name, sentence in (
        ("official_number", _("Give the document's official number.")),
        ("title", _("Give the document's title.")),
    ):
        if not str(data.get(name, "")).strip():
            faults[name] = sentence
    if faults:
        raise Invalid(faults)


def _convert(
    context: Context, case: ItemCase, *, official_number: str, title: str, valid_months: int | None = None
) -> Decision:
    on, opinion = legal_date(context.effective_at), case.preliminary
    decision = Decision(
        case=case,
        signer=context.user,
        on_behalf_of=context.actor.on_behalf_of,
        outcome=Decision.Outcome.PASS,
        official_number=official_number.strip(),
        title=title.strip(),
        decided_at=context.effective_at,
        decided_on=on,
    )
    decision.document = papers.licence(context, decision, valid_months)
    if opinion.document is not None:
        supersede_document(context, opinion.document, by=decision.document)
    opinion.ended_on = on
    opinion.save(update_fields=["ended_on"])
    clocks.end_clock("CONVERSION", case, on=on, project_id=case.application.project_id)
    late_by = timing.end_case(case, on)
    move_case(
        context,
        case,
        verb="approvals.convert",
        decided_on=on,
        late_by_days=late_by,
        data={"official_number": decision.official_number, "late_by_days": late_by},
    )
    decision.save()
    if case.application.state == "ISSUED":  # the stage has left already: the document follows at once
        release_document(context, decision.document)
        delivery.prepare(context, case.application, [decision.document], on)
    else:
        timing.start_delivery(case, on)
    messages.about_case("converted", messages.enterprise(case.application.project.enterprise_id), case)
    _settle_letter(context, case)
    return decision


convert = Command(
    name="approvals.convert",
    label=gettext_lazy("Sign the formal document"),
    subject=ItemCase,
    may=head_of,
    states=rules.CASE["approvals.convert"].sources,
    validators=[files_are_in],
    run=_convert,
).register()


def _settle_letter(context: Context, case: ItemCase) -> None:
    """容缺办结: the letter is fulfilled with the last formal document."""
    filed = filed_with(case)
    letter = None if waiting_for_papers(filed) else letter_of(filed, "VERIFYING")
    if letter is not None:
        settle(context, Commitment.objects.select_for_update().get(pk=letter.pk))


def reason_is_given(case: ItemCase, data: dict[str, Any]) -> None:
    """What has changed."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say what the late papers change; the applicant files anew.")})


def _void(context: Context, case: ItemCase, *, reason: str) -> ItemCase:
    fall(context, case, "approvals.void_preliminary", reason)
    messages.about_case(
        "preliminary_void", messages.enterprise(case.application.project.enterprise_id), case, reason=reason.strip()
    )
    filed = filed_with(case)
    letter = None if waiting_for_papers(filed) else letter_of(filed, "DECIDED", "VERIFYING")
    if letter is not None:
        close.perform(SYSTEM_USER, letter, reason=reason)
    return case


void_preliminary = Command(
    name="approvals.void_preliminary",
    label=gettext_lazy("Declare the preliminary opinion void"),
    subject=ItemCase,
    may=head_of,
    states=rules.CASE["approvals.void_preliminary"].sources,
    validators=[reason_is_given],
    run=_void,
    danger=True,
).register()


def fall(context: Context, case: ItemCase, verb: str, reason: str) -> None:
    """The result of a case loses its force: row, clocks and papers."""
    on = legal_date(context.effective_at)
    opinion = PreliminaryOpinion.objects.filter(case=case).first()
    if opinion is not None and opinion.ended_on is None:
        opinion.void_reason, opinion.ended_on = reason.strip(), on
        opinion.save(update_fields=["void_reason", "ended_on"])
        if opinion.document is not None and opinion.document.state == "VALID":
            void_document(context, opinion.document, reason=reason.strip())
    clocks.end_clock("CONVERSION", case, on=on, project_id=case.application.project_id)
    timing.end_case(case, on)
    timing.end_delivery(case, on)
    move_case(context, case, verb=verb, data={"reason": reason.strip()})


def _revoke(context: Context, case: ItemCase, *, reason: str) -> ItemCase:
    from documents.commands import revoke_document

    if case.state not in ("PASSED", "LATE_FILES"):
        raise WrongState
    decision = Decision.objects.filter(case=case).first()
    fall(context, case, "approvals.revoke_case", reason)
    if decision is not None and decision.document is not None and decision.document.state == "VALID":
        revoke_document(context, decision.document, reason=reason.strip())
    messages.about_case(
        "case_revoked", messages.enterprise(case.application.project.enterprise_id), case, reason=reason.strip()
    )
    return case


revoke_case = Command(
    name="approvals.revoke_case",
    label=gettext_lazy("Revoked after a breach of promise"),
    subject=ItemCase,
    may=nobody,
    states=rules.CASE["approvals.revoke_case"].sources,
    validators=[reason_is_given],
    run=_revoke,
    system=True,
    danger=True,
).register()
"""撤销 (BLZT 15): given when the promise it rests on is revoked."""

__all__ = [
    "convert",
    "late_papers_are_in",
    "papers_came",
    "preliminary",
    "promised_for",
    "revoke_case",
    "void_preliminary",
]
