"""What each department does with its part (各部门分项办理): remarks with clause and place, then its one answer."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.joint import flows, messages, rules, timing
from approvals.joint.access import answers_part
from approvals.joint.record import move_part
from approvals.joint.rules import Kind
from approvals.models import DrawingVersion, JointPart, JointReview, PartProcess, Remark
from clocks.ledger import hold_ledgers
from core import commands
from core.commands import Command, Context
from core.errors import Invalid, WrongState
from core.flow_processes import hold_running
from core.numbers import next_number
from core.time import legal_date, now

REMARKING = frozenset({Kind.DRAWING, Kind.ACCEPTANCE})
"""Procedures in which an objection is a list of remarks; in the others it is a text."""


# ---- remarks -------------------------------------------------------------------------------------------------


def remark_is_clear(part: JointPart, data: dict[str, Any]) -> None:
    """A remark names the clause and says what is wrong; a pin lies on a page of the drawing under review."""
    faults = {}
    if part.review.kind not in REMARKING:
        raise Invalid(_("Remarks belong to drawing reviews and acceptances. Answer in words here."))
    if not str(data.get("text", "")).strip():
        faults["text"] = _("Say what is wrong and how to correct it.")
    if not str(data.get("clause", "")).strip():
        faults["clause"] = _("Name the clause, for example GB 50016-2014 5.5.17.")
    if data.get("severity") not in Remark.Severity.values:
        faults["severity"] = _("Say how much it weighs.")
    elif data.get("mandatory") and data["severity"] != Remark.Severity.MUST:
        faults["severity"] = _("Who offends against a mandatory provision must correct it.")
    page, x, y = (data.get(name) for name in ("page", "x", "y"))
    if page is not None:
        version = current_drawing(part.review)
        if version is None or not 1 <= page <= len(version.pages):
            faults["page"] = _("The drawing has no such page.")
        elif x is None or y is None or not (0 <= x <= 1 and 0 <= y <= 1):
            faults["page"] = _("Point at the place on the page.")
    if faults:
        raise Invalid(faults)


def current_drawing(review: JointReview) -> DrawingVersion | None:
    """The version under review; None where nothing is drawn."""
    return review.drawings.select_related("file").order_by("number").last()


def _add_remark(
    context: Context,
    part: JointPart,
    *,
    text: str,
    clause: str,
    severity: str,
    mandatory: bool = False,
    page: int | None = None,
    x: float | None = None,
    y: float | None = None,
    place: str = "",
) -> Remark:
    remark = Remark.objects.create(
        part=part,
        number=next_number(f"joint_remark:{part.review_id}"),
        version=current_drawing(part.review) if page is not None else None,
        page=page,
        x=x if page is not None else None,
        y=y if page is not None else None,
        place=place.strip(),
        clause=clause.strip(),
        mandatory=mandatory,
        severity=severity,
        text=text.strip(),
        author=context.user,
        created_at=now(),
    )
    context.note(
        part.review.project.chain,
        remark,
        data={
            "number": remark.number,
            "part": part.name,
            "clause": remark.clause,
            "mandatory": mandatory,
            "page": page,
        },
    )
    return remark


add_remark = Command(
    name="joint.add_remark",
    label=gettext_lazy("Add a remark"),
    subject=JointPart,
    may=answers_part,
    states=rules.PART["joint.pass_part"].sources,
    validators=[remark_is_clear],
    run=_add_remark,
).register()


def colleague_of_author(user: Any, remark: Remark) -> bool:
    """An officer of the department that wrote the remark."""
    return answers_part(user, remark.part)


def open_part_of(remark: Remark) -> JointPart | None:
    """The part of this round in which the remark's discipline still answers; None between rounds."""
    return JointPart.objects.filter(
        review_id=remark.part.review_id, code=remark.part.code, state=JointPart.State.OPEN
    ).first()


def discipline_answers(remark: Remark, data: dict[str, Any]) -> None:
    """What has left with the merged list is settled or kept by the discipline while it has the drawings again."""
    if open_part_of(remark) is None:
        raise WrongState(_("Your part is answered. The remark can be changed when it comes back."))


def still_a_draft(remark: Remark, data: dict[str, Any]) -> None:
    """A remark the applicant has read is not taken back, it is settled."""
    discipline_answers(remark, data)
    if remark.part.round.list_sent_at is not None:
        raise WrongState(_("The applicant has this remark. Mark it as settled instead."))


def _retract_remark(context: Context, remark: Remark) -> Remark:
    return _settle(context, remark, Remark.State.RETRACTED)


def _settle_remark(context: Context, remark: Remark) -> Remark:
    return _settle(context, remark, Remark.State.RESOLVED)


def _keep_remark(context: Context, remark: Remark) -> Remark:
    return _settle(context, remark, Remark.State.OPEN)


def _settle(context: Context, remark: Remark, state: Remark.State) -> Remark:
    closed = state != Remark.State.OPEN
    remark.state = state
    remark.settled_by, remark.settled_at = (context.user, now()) if closed else (None, None)
    remark.save(update_fields=["state", "settled_by", "settled_at"])
    context.note(remark.part.review.project.chain, remark, data={"number": remark.number, "part": remark.part.name})
    return remark


retract_remark = Command(
    name="joint.retract_remark",
    label=gettext_lazy("Take back"),
    subject=Remark,
    may=colleague_of_author,
    states={"OPEN"},
    validators=[still_a_draft],
    run=_retract_remark,
).register()

settle_remark = Command(
    name="joint.settle_remark",
    label=gettext_lazy("Settled"),
    subject=Remark,
    may=colleague_of_author,
    states={"OPEN"},
    validators=[discipline_answers],
    run=_settle_remark,
).register()

keep_remark = Command(
    name="joint.keep_remark",
    label=gettext_lazy("Not settled after all"),
    subject=Remark,
    may=colleague_of_author,
    states={"RESOLVED", "RETRACTED"},
    validators=[discipline_answers],
    run=_keep_remark,
).register()


# ---- the answer ----------------------------------------------------------------------------------------------


def open_remarks(part: JointPart) -> Any:
    """What the discipline has against the works now, of all rounds."""
    return Remark.objects.filter(part__review_id=part.review_id, part__code=part.code, state=Remark.State.OPEN)


def nothing_must_be_corrected(part: JointPart, data: dict[str, Any]) -> None:
    """A part does not pass while a remark that must be corrected is open; notes and advice may stay."""
    if part.review.kind not in REMARKING:
        return
    left = list(open_remarks(part).filter(severity=Remark.Severity.MUST).values_list("number", flat=True))
    if left:
        raise Invalid(
            _("Remarks %(numbers)s must be corrected first. Mark them as settled, or send the part back.")
            % {"numbers": "、".join(f"#{number}" for number in left)}
        )


def objection_is_reasoned(part: JointPart, data: dict[str, Any]) -> None:
    """An objection is a list of remarks on drawings and works, and words elsewhere."""
    if part.review.kind in REMARKING:
        if not open_remarks(part).exists():
            raise Invalid({"text": _("Write at least one remark with its clause: the applicant corrects by remarks.")})
    elif not str(data.get("text", "")).strip():
        raise Invalid({"text": _("Say what you object to and on which clause it rests.")})


def visit_has_begun(part: JointPart, data: dict[str, Any]) -> None:
    """What somebody saw on site cannot be said before the visit."""
    review = part.review
    if review.kind in (Kind.VISIT, Kind.MEETING) and review.scheduled_at and review.scheduled_at > now():
        raise Invalid(_("The appointment lies ahead. Answer when it has begun."))


def _pass_part(context: Context, part: JointPart, *, text: str = "", attended: bool | None = None) -> JointPart:
    answered = _answer(context, part, text, attended)
    _write_opinion_of_item(context, answered)
    return answered


def _write_opinion_of_item(context: Context, part: JointPart) -> None:
    """What a department says in the joint acceptance is its opinion on its own item too; nobody types it twice."""
    review = part.review
    if review.kind != Kind.ACCEPTANCE or not part.item_code or review.application is None or review.units:
        return  # an acceptance of some unit works says nothing yet about the item as a whole
    give_opinion = commands.get("approvals.give_opinion")
    case = review.application.cases.filter(item__code=part.item_code, department_id=part.department_id).first()
    if case is None or not give_opinion.is_open(context.user, case):
        return
    text = f"联合验收（{review.number}）：{part.text or '经验收，符合要求。'}"
    give_opinion.perform(context.user, case, effective_at=context.effective_at, recommendation="PASS", text=text)


def _fail_part(context: Context, part: JointPart, *, text: str = "", attended: bool | None = None) -> JointPart:
    return _answer(context, part, text, attended)


def _answer(context: Context, part: JointPart, text: str, attended: bool | None) -> JointPart:
    process = flows.part_process(part)
    late = timing.end_part(part, legal_date(context.effective_at))
    gathering = part.review.kind in (Kind.VISIT, Kind.MEETING)
    move_part(
        context,
        part,
        text=text.strip(),
        author=context.user,
        answered_at=context.effective_at,
        late_by_days=late,
        attended=True if gathering and attended is None else attended,
        data={"late_by_days": late},
    )
    flows.PartFlow.answer.done_by(process, context.user)
    return part


def _read_parts(parts: list[JointPart]) -> None:
    hold_ledgers(part.review.project_id for part in parts)
    hold_running(PartProcess, parts)


pass_part = Command(
    name="joint.pass_part",
    label=gettext_lazy("No objection"),
    subject=JointPart,
    may=answers_part,
    states=rules.PART["joint.pass_part"].sources,
    validators=[visit_has_begun, nothing_must_be_corrected],
    run=_pass_part,
    together=_read_parts,
).register()

fail_part = Command(
    name="joint.fail_part",
    label=gettext_lazy("Objection"),
    subject=JointPart,
    may=answers_part,
    states=rules.PART["joint.fail_part"].sources,
    validators=[visit_has_begun, objection_is_reasoned],
    run=_fail_part,
).register()


def late_text_is_there(part: JointPart, data: dict[str, Any]) -> None:
    """A late opinion is words, and comes before the procedure has ended."""
    if part.review.state in rules.ENDED:
        raise WrongState(_("The procedure has ended; write to the lead department."))
    if not str(data.get("text", "")).strip():
        raise Invalid({"text": _("Write your opinion.")})


def _answer_late(context: Context, part: JointPart, *, text: str) -> JointPart:
    """迟到的意见: kept and marked late; the deemed answer stands and the lead decides what to make of it."""
    late = timing.late_days(part.due_on, legal_date(context.effective_at), part.department.region_id)
    move_part(
        context, part, late_text=text.strip(), late_by_days=late, author=context.user, answered_at=context.effective_at,
        data={"late_by_days": late},
    )  # fmt: skip
    messages.about(
        "joint_late",
        messages.department(part.review.lead_id, "LEAD"),
        part.review,
        part={"zh": part.name, "en": part.name_en or part.name},
    )
    return part


answer_late = Command(
    name="joint.answer_late",
    label=gettext_lazy("Late opinion"),
    subject=JointPart,
    may=answers_part,
    states=rules.PART["joint.answer_late"].sources,
    validators=[late_text_is_there],
    run=_answer_late,
).register()
