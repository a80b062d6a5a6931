"""申报时的承诺: late papers are promised before the file is handed in; permits on a promise have their short limit."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Region
from approvals.access import applicant_of
from approvals.intake import Filing
from approvals.models import ItemCase, JointApplication
from approvals.promises.instead import papers_to_follow, stand_on_letters
from approvals.promises.papers_late import Filed, filing_now, letter_of, missing_papers, waiting_for_papers
from commitments.commands import keeping
from commitments.commands import late as letters
from commitments.commands.late import LatePaper
from commitments.commands.signing import withdraw
from commitments.models import Commitment
from core.commands import SYSTEM_USER, Command, Context
from core.errors import Invalid

ACCEPTANCE_ITEM = "401"


def late_papers_are_promised(application: JointApplication, data: dict[str, Any]) -> None:
    """容缺受理: a deferrable paper may be missing only with a signed letter that names it."""
    missing = missing_papers(filing_now(application, data.get("form")))
    if not missing:
        return
    letter = letter_of(application, "SIGNED")
    promised = set(letter.obligations.values_list("code", flat=True)) if letter is not None else set()
    faults = {
        f"material_{paper.key}": _("%(name)s is missing. Upload it, or promise it by a late-filing letter.")
        % {"name": paper.name}
        for paper in missing
        if paper.key not in promised
    }
    if faults:
        raise Invalid(faults)


def _promise(context: Context, application: JointApplication, *, days: Mapping[str, date]) -> Commitment:
    if application.state == JointApplication.State.CORRECTION:
        papers, _days = papers_to_follow(application)
    elif letter_of(application, "SIGNED") is not None:
        raise Invalid(_("A letter is signed already. Withdraw it first if other papers are late."))
    else:
        papers = missing_papers(filing_now(application))
    return drawn_up(context, application, papers, days)


def drawn_up(context: Context, filed: Filed, papers: Sequence[LatePaper], days: Mapping[str, date]) -> Commitment:
    """The late-filing letter of an application, or of an item added to it; the enterprise signs it on its page."""
    from approvals.commands.filing import window_of

    application = filed.application if isinstance(filed, ItemCase) else filed
    region = Region.objects.only("code", "parent_id").get(pk=application.project.region_id)
    return letters.draft_late.perform(
        context.user,
        application.project,
        application_id=application.pk,
        case_id=filed.pk if isinstance(filed, ItemCase) else None,
        stage=application.stage,
        window=window_of(region),
        papers=papers,
        days=days,
    )


promise_papers = Command(
    name="approvals.promise_papers",
    label=gettext_lazy("Promise the missing papers"),
    subject=JointApplication,
    may=applicant_of,
    states={"DRAFT", "CORRECTION"},
    validators=[],
    run=_promise,
).register()


def on_submit(context: Context, application: JointApplication, cases: list[ItemCase], filing: Filing) -> None:
    """What was promised for `filing`, as it stood before its cases were opened. A case whose item stands on a notice commitment has the limit of the promise; a letter nobody needs is withdrawn."""
    stand_on_letters(application, cases)
    unneeded = letter_of(application, "SIGNED")
    if unneeded is not None and not missing_papers(filing):
        withdraw.perform(SYSTEM_USER, unneeded, reason="材料已齐全")
    if any(case.item.code == ACCEPTANCE_ITEM for case in cases):
        keeping.ask_for_acceptance_checks(context, application.project)


def on_accept(context: Context, filed: Filed) -> None:
    """容缺受理: with the acceptance the promise counts, and its days begin to run."""
    letter = letter_of(filed, "SIGNED")
    if letter is not None:
        letters.take_up.perform(SYSTEM_USER, letter, effective_at=context.effective_at)


def on_end(context: Context, filed: Filed, reason: str) -> None:
    """What was filed ended without a decision: nobody owes its papers any more, unless an opinion already rests on them."""
    added = () if isinstance(filed, ItemCase) else filed.supplements.select_related("case")
    for one in (filed, *(row.case for row in added)):
        letter = letter_of(one, "SIGNED", "DECIDED", "VERIFYING", "BREACHED", "RECTIFYING", "HEARING")
        if letter is not None and not waiting_for_papers(one):
            command = withdraw if letter.state == "SIGNED" else letters.close
            command.perform(SYSTEM_USER, letter, reason=reason)
