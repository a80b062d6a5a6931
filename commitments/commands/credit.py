"""信用记录: an objection, the answer, the repair and its conditions (信用修复管理办法)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clocks.rules import add_months
from commitments import rules
from commitments.access import keeps_record, of_record
from commitments.effects import tell_department, tell_enterprise
from commitments.models import CreditRecord
from core.commands import Command, Context
from core.display import written_date
from core.errors import Invalid
from core.time import legal_date, today
from projects.facts import catalogue_for

FAULTS = {
    "CURE": gettext_lazy("What was broken has not been put right."),
    "DUTIES": gettext_lazy("Duties of the decision are still open."),
    "PROMISE": gettext_lazy("The public promise of repair is missing."),
}


def record_stands(record: CreditRecord, data: dict[str, Any]) -> None:
    """A withdrawn record is past; so are the days to object."""
    if record.withdrawn_on is not None:
        raise Invalid(_("The record was withdrawn."))


def objection_is_in_time(record: CreditRecord, data: dict[str, Any]) -> None:
    """Once, in words, within the days to object."""
    if record.objection or today() > record.objection_until:
        raise Invalid(_("The days to object have passed, or an objection was made already."))
    if not str(data.get("text", "")).strip():
        raise Invalid({"text": _("Say what is wrong with the record.")})


def _object(context: Context, record: CreditRecord, *, text: str) -> CreditRecord:
    record.objection, record.objected_at = text.strip(), context.effective_at
    record.save(update_fields=["objection", "objected_at"])
    _note(context, record)
    tell_department(context, "credit_objection", record.breach.commitment, "HEAD")
    return record


object_to_record = Command(
    name="commitments.object_to_record",
    label=gettext_lazy("Object to the record"),
    subject=CreditRecord,
    may=of_record,
    states={"NONE", "ASKED"},
    state_field="repair",
    validators=[record_stands, objection_is_in_time],
    run=_object,
).register()


def objection_waits(record: CreditRecord, data: dict[str, Any]) -> None:
    """There is one without an answer, and the answer says something."""
    if not record.objection or record.objection_answer:
        raise Invalid(_("No objection waits for an answer."))
    if not str(data.get("answer", "")).strip():
        raise Invalid({"answer": _("Write the answer; the enterprise reads it.")})


def _answer(context: Context, record: CreditRecord, *, answer: str, right: bool) -> CreditRecord:
    record.objection_answer = answer.strip()
    if right:
        record.withdrawn_on = legal_date(context.effective_at)
    record.save(update_fields=["objection_answer", "withdrawn_on"])
    _note(context, record, right=right)
    tell_enterprise(context, "credit_answered", record.breach.commitment)
    return record


answer_record_objection = Command(
    name="commitments.answer_record_objection",
    label=gettext_lazy("Answer the objection"),
    subject=CreditRecord,
    may=keeps_record,
    states={"NONE", "ASKED"},
    state_field="repair",
    validators=[record_stands, objection_waits],
    run=_answer,
).register()


def faults_of(record: CreditRecord, promise: str, on: date) -> list[str]:
    """Codes of what stands against a repair on `on`."""
    months = 0
    while add_months(record.publish_from, months + 1) <= on:
        months += 1
    breach = record.breach
    ended = breach.commitment.state in ("REVOKED", "FULFILLED", "CLOSED")
    owed = int(breach.obligation is not None and breach.obligation.owed)
    return rules.repair_faults(shortest_of(record), months, breach.cured_on is not None or ended, owed, bool(promise))


def shortest_of(record: CreditRecord) -> int:
    """The shortest period of publication of its class, in months."""
    return catalogue_for(record.breach.commitment.project).practice.publication[record.record_class].shortest


def fault_of(record: CreditRecord, code: str) -> str:
    """The sentence of one code of `faults_of`; the period with the day from which it no longer stands."""
    if code != "PERIOD":
        return str(FAULTS[code])
    first = add_months(record.publish_from, shortest_of(record))
    return _("The shortest period of publication has not passed; repair is possible from %(day)s.") % {
        "day": written_date(first)
    }


def may_be_repaired(record: CreditRecord, data: dict[str, Any]) -> None:
    """Every condition of the repair holds today."""
    faults = faults_of(record, str(data.get("promise", "")).strip(), today())
    if faults:
        field = "promise" if faults == ["PROMISE"] else ""
        raise Invalid({field: "".join(fault_of(record, code) for code in faults)})


def _ask(context: Context, record: CreditRecord, *, promise: str) -> CreditRecord:
    record.repair, record.repair_promise = CreditRecord.Repair.ASKED, promise.strip()
    record.repair_asked_at = context.effective_at
    record.save(update_fields=["repair", "repair_promise", "repair_asked_at"])
    _note(context, record)
    tell_department(context, "credit_repair_asked", record.breach.commitment, "HEAD")
    return record


ask_repair = Command(
    name="commitments.ask_repair",
    label=gettext_lazy("Ask for repair"),
    subject=CreditRecord,
    may=of_record,
    states={"NONE"},
    state_field="repair",
    validators=[record_stands, may_be_repaired],
    run=_ask,
).register()


def answer_is_written(record: CreditRecord, data: dict[str, Any]) -> None:
    """Why, either way."""
    if not str(data.get("answer", "")).strip():
        raise Invalid({"answer": _("Write the answer; the enterprise reads it.")})


def _decide(context: Context, record: CreditRecord, *, answer: str, repaired: bool) -> CreditRecord:
    record.repair_answer = answer.strip()
    if repaired:
        record.repair, record.repaired_by = CreditRecord.Repair.DONE, context.user
        record.repaired_on = legal_date(context.effective_at)
    else:
        record.repair = CreditRecord.Repair.NONE
    record.save(update_fields=["repair_answer", "repair", "repaired_by", "repaired_on"])
    _note(context, record, repaired=repaired)
    tell_enterprise(context, "credit_repaired" if repaired else "credit_answered", record.breach.commitment)
    return record


decide_repair = Command(
    name="commitments.decide_repair",
    label=gettext_lazy("Decide on the repair"),
    subject=CreditRecord,
    may=keeps_record,
    states={"ASKED"},
    state_field="repair",
    validators=[record_stands, answer_is_written],
    run=_decide,
).register()


def _note(context: Context, record: CreditRecord, **data: Any) -> None:
    context.note(record.breach.commitment.project.chain, record, data={"number": record.number, **data})
