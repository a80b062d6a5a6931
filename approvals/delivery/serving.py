"""送达: over the counter with sixty seconds to take it back, or by courier with tracking number and proof."""

import re
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.access import clerk_of
from approvals.delivery import messages, paper, record
from approvals.delivery.rules import HANDOVER, UNDO, is_undoable
from approvals.models import Handover
from core import files
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid, WrongState
from core.sweeps import each, sweep
from core.time import legal_date, now, today
from projects.photos import Photo

_TRACKING: Final = re.compile(r"[A-Za-z0-9-]{6,40}")
_TAIL: Final = re.compile(r"[0-9A-Za-z]{4}")
NOBODY: Final[dict[str, Any]] = {
    "receiver": "", "receiver_is": "", "id_kind": "", "id_tail": "", "signature": None, "handed_by": None,
    "handed_at": None,
}  # fmt: skip


def window_of(user: Any, row: Handover) -> bool:
    """A clerk of the window that received the application."""
    return clerk_of(user, row.application)


# ---- over the counter ----------------------------------------------------------------------------------------


def receiver_is_known(row: Handover, data: dict[str, Any]) -> None:
    """Who took the papers, as what, and by which identity paper."""
    faults = {}
    if not str(data.get("receiver", "")).strip():
        faults["receiver"] = _("Write the name of whoever takes the papers.")
    if data.get("receiver_is") not in Handover.Receiver.values:
        faults["receiver_is"] = _("Choose on what ground this person may take them.")
    if data.get("id_kind") not in Handover.Paper.values:
        faults["id_kind"] = _("Choose the identity paper you looked at.")
    if not _TAIL.fullmatch(str(data.get("id_tail", "")).strip()):
        faults["id_tail"] = _("Write the last four characters of its number; more is not kept.")
    if faults:
        raise Invalid(faults)


def _hand_over(
    context: Context,
    row: Handover,
    *,
    receiver: str,
    receiver_is: str,
    id_kind: str,
    id_tail: str,
    signature: Photo | None = None,
    note: str = "",
) -> Handover:
    record.move(
        context,
        row,
        data={"receiver_is": receiver_is},
        receiver=receiver.strip(),
        receiver_is=receiver_is,
        id_kind=id_kind,
        id_tail=id_tail.strip().upper(),
        signature=files.store(signature.content, "image/jpeg") if signature else None,
        note=note.strip(),
        way=Handover.Way.WINDOW,
        handed_by=context.user,
        handed_at=context.effective_at,
    )
    return row


hand_over = Command(
    name="delivery.hand_over",
    label=gettext_lazy("Hand over"),
    subject=Handover,
    may=window_of,
    states=HANDOVER["delivery.hand_over"].sources,
    validators=[receiver_is_known],
    run=_hand_over,
).register()


def still_undoable(row: Handover, data: dict[str, Any]) -> None:
    """After sixty seconds the papers count as delivered."""
    if not is_undoable(row.handed_at, now()):
        raise WrongState(_("The sixty seconds are over; the papers count as delivered."))


def _undo(context: Context, row: Handover) -> Handover:
    record.move(context, row, data={"handed_at": row.handed_at}, **NOBODY)
    return row


undo = Command(
    name="delivery.undo",
    label=gettext_lazy("Undo"),
    subject=Handover,
    may=window_of,
    states=HANDOVER["delivery.undo"].sources,
    validators=[still_undoable],
    run=_undo,
).register()


def _settle(context: Context, row: Handover) -> Handover:
    if context.user is SYSTEM_USER and is_undoable(row.handed_at, now()):
        raise WrongState
    return _served(context, row, legal_date(row.handed_at or context.effective_at))


settle = Command(
    name="delivery.settle",
    label=gettext_lazy("Print the proof of service now"),
    subject=Handover,
    may=window_of,
    states=HANDOVER["delivery.settle"].sources,
    validators=[],
    run=_settle,
    system=True,
).register()


@sweep("approvals.9_delivery")
def settle_due() -> int:
    """Every hand-over whose sixty seconds are over gets its effect and its paper; how many."""
    due = Handover.objects.filter(state=Handover.State.HANDED, handed_at__lte=now() - UNDO)
    return each(due.order_by("handed_at", "pk"), _settle_one)


def _settle_one(row: Handover) -> bool:
    try:
        settle.perform(SYSTEM_USER, row)
    except WrongState:  # the clerk settled or took it back in the meantime
        return False
    return True


def _served(context: Context, row: Handover, on: date, **columns: Any) -> Handover:
    """送达 as of `on`: the clock ends, 送达回证 is printed, the enterprise is told."""
    for name, value in columns.items():
        setattr(row, name, value)
    row.served_on = on
    document = paper.proof_of_service(context, row)
    record.end_clock(row, on)
    data = {"served_on": on, "number": document.number}
    record.move(context, row, data=data, served_on=on, document=document, **columns)
    messages.to_enterprise("papers_served", row, receiver=row.receiver)
    return row


# ---- by courier ----------------------------------------------------------------------------------------------


def courier_is_named(row: Handover, data: dict[str, Any]) -> None:
    """Carrier, tracking number and address: without them nobody can prove anything."""
    faults = {}
    if not str(data.get("courier", "")).strip():
        faults["courier"] = _("Name the courier.")
    if not _TRACKING.fullmatch(str(data.get("tracking", "")).strip()):
        faults["tracking"] = _("A tracking number has at least six letters, digits or hyphens.")
    if not str(data.get("address", "")).strip():
        faults["address"] = _("Write the address the papers are sent to.")
    if faults:
        raise Invalid(faults)


def _send(context: Context, row: Handover, *, courier: str, tracking: str, address: str) -> Handover:
    record.move(
        context,
        row,
        data={"courier": courier.strip(), "tracking": tracking.strip()},
        courier=courier.strip(),
        tracking=tracking.strip(),
        address=address.strip(),
        way=Handover.Way.POST,
        sent_on=legal_date(context.effective_at),
    )
    messages.to_enterprise("papers_sent", row, courier=row.courier, tracking=row.tracking)
    return row


send = Command(
    name="delivery.send",
    label=gettext_lazy("Send by courier"),
    subject=Handover,
    may=window_of,
    states=HANDOVER["delivery.send"].sources,
    validators=[courier_is_named],
    run=_send,
).register()


def reason_is_given(row: Handover, data: dict[str, Any]) -> None:
    """The enterprise reads why its papers did not reach it."""
    if not str(data.get("note", "")).strip():
        raise Invalid({"note": _("Say why the papers came back; the enterprise reads it.")})


def _come_back(context: Context, row: Handover, *, note: str) -> Handover:
    data = {"tracking": row.tracking, "reason": note.strip()}
    record.move(context, row, data=data, note=note.strip(), sent_on=None, tracking="", courier="")
    messages.to_enterprise("papers_back", row, reason=row.note)
    return row


come_back = Command(
    name="delivery.come_back",
    label=gettext_lazy("Came back"),
    subject=Handover,
    may=window_of,
    states=HANDOVER["delivery.come_back"].sources,
    validators=[reason_is_given],
    run=_come_back,
    danger=True,
).register()


def proof_is_there(row: Handover, data: dict[str, Any]) -> None:
    """Who signed, on which day, and what proves it."""
    faults, on = {}, data.get("served_on")
    if not str(data.get("receiver", "")).strip():
        faults["receiver"] = _("Write who signed for the papers.")
    if on is None or on > today() or (row.sent_on and on < row.sent_on):
        faults["served_on"] = _(
            "Give the day on the courier's proof: not before the papers were sent, not after today."
        )
    if data.get("proof") is None and not str(data.get("note", "")).strip():
        faults["proof"] = _("Attach a photo of the courier's proof, or write below what it says.")
    if faults:
        raise Invalid(faults)


def _prove(
    context: Context, row: Handover, *, receiver: str, served_on: date, proof: Photo | None = None, note: str = ""
) -> Handover:
    stored = files.store(proof.content, "image/jpeg") if proof else None
    return _served(
        context,
        row,
        served_on,
        receiver=receiver.strip(),
        proof=stored,
        note=note.strip(),
        handed_by=context.user,
        handed_at=context.effective_at,
    )


prove = Command(
    name="delivery.prove",
    label=gettext_lazy("Enter the proof"),
    subject=Handover,
    may=window_of,
    states=HANDOVER["delivery.prove"].sources,
    validators=[proof_is_there],
    run=_prove,
).register()
