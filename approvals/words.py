"""What a journal entry says to a person (办理记录用语): one sentence per verb, in the reader's language."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from catalogue.speech import local
from catalogue.texts import Text
from core.journal import SYSTEM
from core.models import JournalEntry

VERBS: Final[dict[str, tuple[Any, str]]] = {
    "approvals.submit": (_("Handed in"), "good"),
    "approvals.send_notice": (_("One-time notice sent"), "care"),
    "approvals.answer_notice": (_("Corrections handed in"), "good"),
    "approvals.more_time": (_("More time to correct"), "care"),
    "approvals.lapse": (_("Returned: no corrections in time"), "bad"),
    "approvals.accept": (_("Accepted"), "good"),
    "approvals.accept_by_silence": (_("Accepted by silence"), "good"),
    "approvals.refuse": (_("Not accepted"), "bad"),
    "approvals.not_required": (_("No permission required"), "bad"),
    "approvals.hand_to_lead": (_("Every item decided"), "good"),
    "approvals.hand_to_window": (_("Every item decided"), "good"),
    "approvals.consolidate": (_("Consolidated opinion written"), "good"),
    "approvals.issue": (_("All documents issued"), "good"),
    "approvals.request_withdrawal": (_("Applicant asks to withdraw"), "care"),
    "approvals.request_case_withdrawal": (_("Applicant asks to withdraw the item"), "care"),
    "withdrawal.consented": (_("Department consents to the withdrawal"), ""),
    "withdrawal.refused": (_("Withdrawal refused"), "care"),
    "withdrawal.silence": (_("No answer to the withdrawal in time: consent"), ""),
    "withdrawal.taken_back": (_("Applicant does not withdraw any more"), ""),
    "approvals.withdraw": (_("Withdrawn by the applicant"), "bad"),
    "approvals.add_item": (_("Item added to the running stage"), "care"),
    "approvals.receive_item": (_("Added item received"), ""),
    "approvals.accept_item": (_("Added item accepted"), "good"),
    "approvals.accept_item_by_silence": (_("Added item accepted by silence"), "good"),
    "approvals.refuse_item": (_("Added item not accepted"), "bad"),
    "approvals.notify_item": (_("One-time notice on the added item"), "care"),
    "approvals.item_more_time": (_("More time to correct"), "care"),
    "approvals.answer_item": (_("Corrections of the added item handed in"), "good"),
    "approvals.lapse_item": (_("Added item closed: no corrections in time"), "bad"),
    "approvals.open_case": (_("Review begins"), "now"),
    "approvals.resume_case": (_("Review goes on"), "now"),
    "approvals.close_case": (_("Closed: a prerequisite was not met"), "bad"),
    "approvals.claim_case": (_("Case taken"), ""),
    "approvals.release_case": (_("Case given back"), ""),
    "approvals.assign_case": (_("Case assigned"), "care"),
    "approvals.give_opinion": (_("Opinion given"), "good"),
    "approvals.ask_opinion": (_("Other departments asked"), "now"),
    "approvals.confirm_reuse": (_("Regional assessment confirmed"), "good"),
    "approvals.override_reuse": (_("Decided otherwise on the regional assessment"), "care"),
    "approvals.promise_attached": (_("The commitment the regional assessment asks for is signed"), "good"),
    "approvals.waive": (_("Not assessed again: regional assessment"), "good"),
    "approvals.return_to_reviewer": (_("Sent back to the reviewer"), "care"),
    "approvals.explain_overtime": (_("Overtime explained to the applicant"), "care"),
    "approvals.request_extension": (_("Extension requested"), "care"),
    "approvals.decline_extension": (_("Extension declined"), ""),
    "approvals.grant_extension": (_("Limit extended"), "care"),
    "approvals.request_special_procedure": (_("Special procedure requested"), "care"),
    "approvals.decline_special_procedure": (_("Special procedure declined"), ""),
    "approvals.start_special_procedure": (_("Special procedure: the clock is stopped"), "care"),
    "approvals.end_special_procedure": (_("Special procedure ended: the clock runs"), "now"),
    "approvals.request_correction": (_("Correction after acceptance requested"), "care"),
    "approvals.decline_correction": (_("Correction after acceptance declined"), ""),
    "approvals.start_correction": (_("Correction after acceptance: the clock is stopped"), "care"),
    "approvals.answer_correction": (_("Correction handed in: the clock runs"), "good"),
    "approvals.readmit_case": (_("Taken in again after the correction"), "now"),
    "approvals.lapse_correction": (_("No correction in time: the clock runs"), "care"),
    "approvals.pass": (_("Passed"), "good"),
    "approvals.fail": (_("Not passed"), "bad"),
    "approvals.propose_annulment": (_("Recall or revocation proposed; the holder is heard"), "care"),
    "approvals.answer_annulment": (_("Holder stated its case"), ""),
    "approvals.drop_annulment": (_("Recall or revocation not carried out"), ""),
    "approvals.recall": (_("Decision recalled"), "bad"),
    "approvals.revoke": (_("Licence revoked"), "bad"),
    "approvals.settle_affected": (_("Warning settled: what it rests on lost its force"), ""),
    "approvals.preliminary": (_("Preliminary opinion: the clock is suspended"), "care"),
    "approvals.late_files_in": (_("Late papers complete: the days for the formal document run"), "now"),
    "approvals.convert": (_("Converted into the formal document"), "good"),
    "approvals.void_preliminary": (_("Preliminary opinion void"), "bad"),
    "approvals.revoke_case": (_("Decision revoked"), "bad"),
    "approvals.withdraw_case": (_("Item withdrawn by the applicant"), "bad"),
}
PRIVATE: Final = frozenset(
    {
        "approvals.claim_case",
        "approvals.release_case",
        "approvals.assign_case",
        "approvals.give_opinion",
        "approvals.ask_opinion",
        "approvals.return_to_reviewer",
        "approvals.request_extension",
        "approvals.decline_extension",
        "approvals.request_special_procedure",
        "approvals.decline_special_procedure",
        "approvals.request_correction",
        "approvals.decline_correction",
    }
)
"""Inside the authority until the decision; the applicant is not shown them."""


def event(entry: JournalEntry, about: str = "") -> dict[str, Any]:
    """The entry as `_timeline.html` shows it; `about` names the item."""
    title, tone = VERBS[entry.verb]
    return {
        "at": entry.effective_at,
        "title": f"{about} · {title}" if about else title,
        "who": " ".join(part for part in (entry.actor_org, person(entry.actor_name)) if part),
        "text": _detail(entry),
        "tone": tone,
    }


def person(name: str) -> str:
    """Who acted, as people call them."""
    return str(_("the system")) if name == SYSTEM.name else name


def item_name(item: Any) -> str:
    """The item's name in the active language."""
    return local(Text(item.name, item.name_en))


def _detail(entry: JournalEntry) -> str:
    data = entry.data
    if data.get("late_by_days"):
        return str(_("%(n)s days late") % {"n": data["late_by_days"]})
    for key in ("reason", "legal_basis", "official_number", "number"):
        if data.get(key):
            return str(data[key])
    return ""
