"""Page of the correction (补正): old and new side by side, one answer per line, saved as one goes, checked before it leaves."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import commands, queries
from approvals.checks.replies import Given, demand_answers, given_for
from approvals.checks.statements import STATEMENTS
from approvals.forms import NoticeAnswerForm, ReasonForm
from approvals.intake import REDLINE_PAPER, catalogue_for
from approvals.models import ItemCase, JointApplication, NoticeLine, OneTimeNotice, Practice
from approvals.promises import instead
from approvals.promises.papers_late import letter_of
from catalogue.speech import local
from core.commands import Command
from core.errors import Invalid
from core.giving import demand, found, given
from projects.commands import upload_material
from projects.refusals import FileRefused
from projects.uploads import ALLOWED, check_upload
from projects.words import sentence


@dataclass(frozen=True, slots=True)
class Reply:
    """Which notice a page answers, for what, by which commands, and where the page lies."""

    notice: OneTimeNotice
    subject: JointApplication | ItemCase
    save: Command
    hand_in: Command
    page: str
    promise: str
    """Where the late-filing letter is drawn up."""
    more_time: Command
    more_page: str

    @property
    def application(self) -> JointApplication:
        """The application it concerns, in whole or in one item."""
        return self.notice.filed


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


def longer(request: HttpRequest, reply: Reply) -> HttpResponse:
    """Ask for more time for a notice that is open."""
    form = ReasonForm(request.POST)
    if form.is_valid() and given(form, reply.more_time, request.user, reply.subject, **form.values) is not None:
        messages.success(request, _("You have more time; the new last day stands above."))
        return redirect(reply.page)
    return _page(request, reply, _form(None, reply), form)


def _reply(row: JointApplication) -> Reply:
    return Reply(
        commands.correction.open_notice(row),
        row,
        commands.correction.save_answers,
        commands.correction.answer_notice,
        reverse("approvals:correction", args=[row.pk]),
        reverse("approvals:late_papers", args=[row.pk]),
        commands.correction.more_time,
        reverse("approvals:more_time", args=[row.pk]),
    )


def answered(request: HttpRequest, reply: Reply) -> HttpResponse:
    """Save, self-check or hand in; what is typed and uploaded stays in every case."""
    form = _form(request, reply)
    if request.method != "POST" or not form.is_valid():
        return _page(request, reply, form)
    bad_files = _keep_files(request, reply.application, form)
    reply.save.perform(request.user, reply.subject, answers=form.answers)
    if bad_files:
        form.show(Invalid(bad_files))
    elif "save" in request.POST:
        messages.success(request, _("Your answers are saved; nothing was handed in yet."))
        return redirect(reply.page)
    elif "check" in request.POST:
        _self_check(request, reply, form)
    elif given(form, reply.hand_in, request.user, reply.subject, answers=form.answers) is not None:
        messages.success(request, _("Your answer is at the window; it must decide within five working days."))
        return redirect("approvals:application", pk=reply.application.pk)
    return _page(request, reply, form)


def _self_check(request: HttpRequest, reply: Reply, form: NoticeAnswerForm) -> None:
    try:
        demand_answers(reply.notice, form.answers)
    except Invalid as refusal:
        form.show(refusal)
    else:
        messages.success(request, _("Every point is answered. You can hand in the answers now."))


def _form(request: HttpRequest | None, reply: Reply) -> NoticeAnswerForm:
    lines = list(reply.notice.lines.all())
    posted = request if request is not None and request.method == "POST" else None
    kinds = NoticeLine.Answer
    return NoticeAnswerForm(
        posted.POST if posted else None,
        posted.FILES if posted else None,
        lines=lines,
        uploads=[line.material_key for line in lines if _uploaded(reply.application, line)],
        restated=[key for key, statement in STATEMENTS.items() if not statement.dossier],
        promises={
            line.pk: [kinds.LATE] * line.deferrable + [kinds.NC] * bool(instead.offers_for(reply.notice, line))
            for line in lines
        },
    )


def _uploaded(row: JointApplication, line: NoticeLine) -> bool:
    """Whether the enterprise brings this paper itself, here; the redline has a page of its own."""
    material = catalogue_for(row.project).materials.get(line.material_key)
    return material is not None and material.source != "SHARED" and material.key != REDLINE_PAPER


def _keep_files(request: HttpRequest, row: JointApplication, form: NoticeAnswerForm) -> dict[str, str]:
    """Put every good file into the vault at once, each for itself; the sentences about the others, by field."""
    bad: dict[str, str] = {}
    for line in form.lines:
        name = f"file_{line.pk}"
        file = form.cleaned_data.get(name)
        if not file:
            continue
        formats = catalogue_for(row.project).materials[line.material_key].formats
        try:
            checked = check_upload(
                file.file, file.name, file.size, tuple(f for f in formats if f in ALLOWED) or ("pdf",)
            )
            upload_material.perform(
                request.user, row.project, key=line.material_key, upload=file, original_name=file.name, checked=checked
            )
        except FileRefused as error:
            bad[name] = str(sentence(error))
        except Invalid as refusal:
            bad[name] = str(refusal)
    return bad


def _page(request: HttpRequest, reply: Reply, form: NoticeAnswerForm, more: ReasonForm | None = None) -> HttpResponse:
    notice, subject = reply.notice, reply.subject
    clocks = queries.clocks_of([(queries.NOTICE, notice.pk)])
    typed = form.answers if form.is_bound and form.is_valid() else {}
    guides = instead.guides_for(notice, [line.material_key for line in form.lines])
    rows = [
        {
            "guides": guides.get(given_.line.material_key, ()),
            "given": given_,
            "line": given_.line,
            "done": given_.fault() is None,
            **form.fields_of(given_.line),
            **_ways(notice, given_),
        }
        for given_ in given_for(notice, typed)
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


def _ways(notice: OneTimeNotice, answer: Given) -> dict[str, Any]:
    """Where else the line is corrected or promised: the redline, the dossier and letters have pages of their own."""
    key, kinds, row = answer.line.material_key, NoticeLine.Answer, notice.filed
    if answer.kind == kinds.LATE:
        return {"late": answer.ground, "late_letter": letter_of(notice.about, "DRAFT")}
    if answer.kind == kinds.NC:
        return {
            "commitment": answer.ground,
            "offers": [(local(one.item.name), one) for one in instead.offers_for(notice, answer.line)],
        }
    if key == REDLINE_PAPER:
        return {"elsewhere": reverse("projects:redline", args=[row.project_id])}
    if answer.is_statement and STATEMENTS[key].dossier:
        return {"elsewhere": reverse("projects:edit", args=[row.project_id])}
    return {}
