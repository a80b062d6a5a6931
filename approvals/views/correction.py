"""Page of the correction (补正): old and new side by side, one answer per line, saved as one goes, checked before it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from approvals import commands, queries
from approvals.checks.replies import Answers, Given, given_for
from approvals.checks.statements import STATEMENTS
from approvals.forms import NoticeAnswerForm, ReasonForm
from approvals.models import ItemCase, JointApplication, NoticeLine, OneTimeNotice, Practice
from approvals.promises import instead
from approvals.promises.papers_late import letter_of
from approvals.views.answers import Reply, answered, form_of
from catalogue.speech import local
from core.commands import Command
from core.giving import demand, found, given


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReply(Reply):
    """The answer to a one-time notice, of an application or of an item that joined it later."""

    notice: OneTimeNotice
    promise: str
    """Where the late-filing letter is drawn up."""
    more_time: Command
    more_page: str
    handed_in: ClassVar[Promise] = lazy("Your answer is at the window; it must decide within five working days.")
    restated: ClassVar = tuple(key for key, statement in STATEMENTS.items() if not statement.dossier)

    def lines(self) -> Iterable[NoticeLine]:
        """The defects of the notice."""
        return self.notice.lines.all()

    def given(self, answers: Answers) -> Iterable[Given]:
        """Every defect with its answer."""
        return given_for(self.notice, answers)

    def promises(self, line: NoticeLine) -> list[NoticeLine.Answer]:
        """The ways the notice left open."""
        kinds = NoticeLine.Answer
        return [kinds.LATE] * line.deferrable + [kinds.NC] * bool(instead.offers_for(self.notice, line))

    def shown(self, request: HttpRequest, form: NoticeAnswerForm) -> HttpResponse:
        """The page, without a request for more time."""
        return _page(request, self, form)


@login_required
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """补正答复 of an application."""
    row = found(queries.applications(request.user), pk)
    if row.state != JointApplication.State.CORRECTION:
        return redirect("approvals:application", pk=row.pk)
    demand(commands.correction.answer_notice, request.user, row)
    return answered(request, _reply(row))


@login_required
@require_POST
def more_time(request: HttpRequest, pk: int) -> HttpResponse:
    """延长补正期限: once, before the limit has passed."""
    row = found(queries.applications(request.user), pk)
    demand(commands.correction.more_time, request.user, row)
    return longer(request, _reply(row))


def longer(request: HttpRequest, reply: NoticeReply) -> HttpResponse:
    """Ask for more time for a notice that is open."""
    form = ReasonForm(request.POST)
    if form.is_valid() and given(form, reply.more_time, request.user, reply.subject, **form.values) is not None:
        messages.success(request, _("You have more time; the new last day stands above."))
        return redirect(reply.page)
    return _page(request, reply, form_of(None, reply), form)


def _reply(row: JointApplication) -> NoticeReply:
    return NoticeReply(
        notice=commands.correction.open_notice(row),
        subject=row,
        save=commands.correction.save_answers,
        hand_in=commands.correction.answer_notice,
        page=reverse("approvals:correction", args=[row.pk]),
        promise=reverse("approvals:late_papers", args=[row.pk]),
        more_time=commands.correction.more_time,
        more_page=reverse("approvals:more_time", args=[row.pk]),
    )


def _page(
    request: HttpRequest, reply: NoticeReply, form: NoticeAnswerForm, more: ReasonForm | None = None
) -> HttpResponse:
    notice, subject = reply.notice, reply.subject
    clocks = queries.clocks_of([(queries.NOTICE, notice.pk)])
    guides = instead.guides_for(notice, [line.material_key for line in form.lines])
    rows = [
        {**row, "guides": guides.get(row["line"].material_key, ()), **_ways(reply, row["given"])}
        for row in reply.rows(form)
    ]
    context = {
        "application": reply.application,
        "case": subject if isinstance(subject, ItemCase) else None,
        "notice": notice,
        "form": form,
        "rows": rows,
        "done": sum(line["done"] for line in rows),
        "clock": clocks[queries.NOTICE, notice.pk].get("CORRECTION"),
        "more": more or ReasonForm(auto_id="more_%s"),
        "may_ask": reply.more_time.is_open(request.user, subject),
        "more_page": reply.more_page,
        "promise_page": reply.promise,
        "more_days": Practice.current().correction_more_days,
    }
    bad = form.errors or (more is not None and more.errors)
    return render(request, "approvals/correction.html", context, status=422 if bad else 200)


def _ways(reply: NoticeReply, answer: Given) -> dict[str, Any]:
    """Where else the line is corrected or promised: the redline, the dossier and letters have pages of their own."""
    notice, line, kinds = reply.notice, answer.line, NoticeLine.Answer
    if answer.kind == kinds.LATE:
        return {"late": answer.ground, "late_letter": letter_of(notice.about, "DRAFT")}
    if answer.kind == kinds.NC and isinstance(line, NoticeLine):
        return {
            "commitment": answer.ground,
            "offers": [(local(one.item.name), one) for one in instead.offers_for(notice, line)],
        }
    if answer.is_statement and STATEMENTS[line.material_key].dossier:
        return {"elsewhere": reverse("projects:edit", args=[notice.filed.project_id])}
    return reply.elsewhere(line)
