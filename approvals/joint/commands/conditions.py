"""附加条件与条件冲突: conditions as rows, what contradicts is found at once, and nothing leaves before it is settled."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.joint import conditions as rules
from approvals.joint import messages
from approvals.joint.access import answers_part, settles, states_conditions
from approvals.joint.vocabulary import subjects
from approvals.models import Condition, ConditionConflict, ItemCase, JointApplication, JointPart, JointReview
from core.commands import Command, Context
from core.errors import Invalid
from core.time import now


def condition_is_sound(subject: Any, data: dict[str, Any]) -> None:
    """A subject of the vocabulary, an operator that goes with it, and values that admit something."""
    known = subjects().get(data.get("about", ""))
    if known is None:
        raise Invalid({"about": _("Choose what the condition is about.")})
    operator, unit = data.get("operator", ""), data.get("unit", "")
    if operator not in (rules.WORDY if known.words else rules.NUMERIC):
        raise Invalid({"operator": _("This comparison does not go with “%(subject)s”.") % {"subject": known.label}})
    if known.words and not set(data.get("words", ())) <= set(known.words):
        raise Invalid({"words": _("Choose from the list.")})
    if known.units and unit not in known.units:
        raise Invalid({"unit": _("Choose a unit of “%(subject)s”.") % {"subject": known.label}})
    stated = rules.Stated(
        0, 0, known.code, operator, data.get("low"), data.get("high"), frozenset(data.get("words", ())), unit
    )
    try:
        rules.check(stated)
    except rules.Unfit:
        field = "words" if known.words else "low"
        raise Invalid({field: _("Give the value; of two values the lower first.")}) from None


def _state(
    context: Context, where: dict[str, Any], department_id: int, project: Any, data: dict[str, Any]
) -> Condition:
    condition = Condition.objects.create(
        project=project, department_id=department_id, author=context.user, created_at=now(), **where, **data
    )
    context.note(
        project.chain,
        condition,
        data={k: str(v) if isinstance(v, Decimal) else v for k, v in data.items()} | {"department": department_id},
    )
    detect(context, application=where.get("application"), review=where.get("review"))
    return condition


def _data(
    about: str,
    operator: str,
    low: Any = None,
    high: Any = None,
    words: Sequence[str] = (),
    unit: str = "",
    text: str = "",
) -> dict[str, Any]:
    return {
        "subject": about, "operator": operator, "low": low, "high": high, "words": sorted(words), "unit": unit,
        "text": text.strip(),
    }  # fmt: skip


def _state_condition(context: Context, case: ItemCase, **data: Any) -> Condition:
    where = {"case": case, "application": case.application}
    return _state(context, where, case.department_id, case.application.project, _data(**data))


def _state_part_condition(context: Context, part: JointPart, **data: Any) -> Condition:
    return _state(
        context, {"part": part, "review": part.review}, part.department_id, part.review.project, _data(**data)
    )


state_condition = Command(
    name="joint.state_condition",
    label=gettext_lazy("State a condition"),
    subject=ItemCase,
    may=states_conditions,
    states={"OPEN", "REVIEWED", "SPECIAL"},
    validators=[condition_is_sound],
    run=_state_condition,
).register()

state_part_condition = Command(
    name="joint.state_part_condition",
    label=gettext_lazy("State a condition"),
    subject=JointPart,
    may=answers_part,
    states={"OPEN"},
    validators=[condition_is_sound],
    run=_state_part_condition,
).register()


def author_department(user: Any, condition: Condition) -> bool:
    """The department that stated it."""
    if condition.part is not None:
        return answers_part(user, condition.part)
    return condition.case is not None and states_conditions(user, condition.case)


def not_left_yet(condition: Condition, data: dict[str, Any]) -> None:
    """A condition can be taken back until the decision that carries it is signed."""
    open_ = condition.part.review.state == "OPEN" if condition.part is not None else True
    if condition.case is not None:
        open_ = condition.case.state in ("OPEN", "REVIEWED", "SPECIAL")
    if not open_:
        raise Invalid(_("The decision that carries this condition has been signed."))


def _retract(context: Context, condition: Condition) -> Condition:
    condition.state = Condition.State.RETRACTED
    condition.save(update_fields=["state"])
    context.note(condition.project.chain, condition, data={"subject": condition.subject})
    detect(context, application=condition.application, review=condition.review)
    return condition


retract_condition = Command(
    name="joint.retract_condition",
    label=gettext_lazy("Take the condition back"),
    subject=Condition,
    may=author_department,
    states={"STANDING"},
    validators=[not_left_yet],
    run=_retract,
).register()


# ---- conflicts -----------------------------------------------------------------------------------------------


def detect(
    context: Context, *, application: JointApplication | None = None, review: JointReview | None = None
) -> list[ConditionConflict]:
    """Write what contradicts now and mark what no longer does; new conflicts are told to the lead. Idempotent."""
    arena = {"application": application, "review": review}
    standing = Condition.objects.filter(**arena, state=Condition.State.STANDING).select_related("department", "project")
    rows = {row.pk: row for row in standing}
    now_there = {(one.key, other.key) for one, other in rules.conflicts(row.stated for row in rows.values())}
    known = {(row.one_id, row.other_id): row for row in ConditionConflict.objects.filter(**arena)}
    for pair, row in known.items():
        if pair not in now_there and row.state in ("OPEN", "ESCALATED"):
            row.state = ConditionConflict.State.GONE
            row.save(update_fields=["state"])
    found = []
    for one, other in sorted(now_there - known.keys()):
        conflict = ConditionConflict.objects.create(**arena, one=rows[one], other=rows[other], found_at=now())
        found.append(conflict)
        context.note(
            rows[one].project.chain,
            conflict,
            verb="joint.conflict_found",
            data={
                "subject": rows[one].subject,
                "departments": [rows[one].department.name, rows[other].department.name],
            },
        )
        _tell(conflict, rows[one])
    return found


def _tell(conflict: ConditionConflict, condition: Condition) -> None:
    lead = conflict.review.lead_id if conflict.review is not None else conflict.application.lead_id  # type: ignore[union-attr]
    if lead:
        messages.about_conflict(conflict, messages.department(lead, "LEAD"), condition)


def unsettled(
    *, application: JointApplication | None = None, review: JointReview | None = None
) -> list[ConditionConflict]:
    """What still contradicts, reckoned from the conditions themselves and not only from what was written down."""
    arena = {"application": application, "review": review}
    standing = Condition.objects.filter(**arena, state=Condition.State.STANDING)
    pairs = {(one.key, other.key) for one, other in rules.conflicts(row.stated for row in standing)}
    rows = ConditionConflict.objects.filter(**arena).select_related("one__department", "other__department")
    settled = {(row.one_id, row.other_id) for row in rows if row.state in ("RESOLVED", "OVERRULED")}
    left = pairs - settled
    found = [row for row in rows if (row.one_id, row.other_id) in left]
    missing = left - {(row.one_id, row.other_id) for row in found}
    return found + [ConditionConflict(**arena, one_id=one, other_id=other) for one, other in sorted(missing)]


def nothing_contradicts(application: JointApplication, data: dict[str, Any]) -> None:
    """The stage is not consolidated while two departments ask for what cannot both be done."""
    left = unsettled(application=application)
    if left:
        raise Invalid(
            _("%(n)s pairs of conditions contradict each other. Hold a joint meeting, or overrule one with a reason.")
            % {"n": len(left)}
        )


def reason_is_given(conflict: ConditionConflict, data: dict[str, Any]) -> None:
    """Departments and the applicant read why one of two conditions gives way."""
    if not str(data.get("reason", "")).strip():
        raise Invalid({"reason": _("Say which condition holds and why; both departments read it.")})


def _resolve(context: Context, conflict: ConditionConflict, *, reason: str) -> ConditionConflict:
    return settled(context, conflict, ConditionConflict.State.RESOLVED, reason.strip())


def _overrule(context: Context, conflict: ConditionConflict, *, reason: str) -> ConditionConflict:
    return settled(context, conflict, ConditionConflict.State.OVERRULED, reason.strip())


def settled(context: Context, conflict: ConditionConflict, state: str, reason: str) -> ConditionConflict:
    """Write how a conflict ended."""
    conflict.state, conflict.reason = state, reason
    conflict.settled_by, conflict.settled_at = context.user, now()
    conflict.save(update_fields=["state", "reason", "settled_by", "settled_at"])
    context.note(
        conflict.one.project.chain, conflict, verb="joint.settle_conflict", data={"state": str(state), "reason": reason}
    )
    return conflict


resolve_conflict = Command(
    name="joint.resolve_conflict",
    label=gettext_lazy("Resolved with the departments"),
    subject=ConditionConflict,
    may=settles,
    states={"OPEN", "ESCALATED"},
    validators=[reason_is_given],
    run=_resolve,
).register()

overrule_conflict = Command(
    name="joint.overrule_conflict",
    label=gettext_lazy("Overrule"),
    subject=ConditionConflict,
    may=settles,
    states={"OPEN", "ESCALATED"},
    validators=[reason_is_given],
    run=_overrule,
    danger=True,
).register()


def close_conflicts(context: Context, meeting: JointReview, outcome: str, text: str) -> None:
    """What a joint meeting decided about the conflicts it heard: resolved, or up to the government."""
    state = ConditionConflict.State.RESOLVED if outcome == "RESOLVED" else ConditionConflict.State.ESCALATED
    heard = ConditionConflict.objects.select_for_update().filter(Q(meeting=meeting), state__in=("OPEN", "ESCALATED"))
    for conflict in heard.order_by("pk"):
        settled(context, conflict, state, f"{meeting.number}：{text}")
