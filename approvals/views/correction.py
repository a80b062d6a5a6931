"""Page of the correction (补正): old and new side by side, one answer per line, saved as one goes, checked before it leaves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals import commands, queries
from approvals.checks.statements import STATEMENTS
from approvals.forms import NoticeAnswerForm, ReasonForm
from approvals.intake import REDLINE_PAPER, catalogue_for
from approvals.models import JointApplication, NoticeLine, Practice
from approvals.promises import instead
from approvals.promises.papers_late import letter_of
from catalogue.speech import local
from core.errors import Invalid
from core.giving import demand, found, given
from projects.commands import upload_material
from projects.refusals import FileRefused
from projects.uploads import ALLOWED, check_upload
from projects.words import sentence


@login_required
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """补正答复: save, self-check or hand in; what is typed and uploaded stays in every case."""
    row = found(queries.applications(request.user), pk)
    if row.state != JointApplication.State.CORRECTION:
        return redirect("approvals:application", pk=row.pk)
    demand(commands.correction.answer_notice, request.user, row)
    form = _form(request, row)
    if request.method != "POST" or not form.is_valid():
        return _page(request, row, form)
    bad_files = _keep_files(request, row, form)
    commands.correction.save_answers.perform(request.user, row, answers=form.answers)
    if bad_files:
        form.show(Invalid(bad_files))
    elif "save" in request.POST:
        messages.success(request, _("Your answers are saved; nothing was handed in yet."))
        return redirect("approvals:correction", pk=row.pk)
    elif "check" in request.POST:
        _self_check(request, row, form)
    elif given(form, commands.correction.answer_notice, request.user, row, answers=form.answers) is not None:
        messages.success(request, _("Your answer is at the window; it must decide within five working days."))
        return redirect("approvals:application", pk=row.pk)
    return _page(request, row, form)


@login_required
@require_POST
def more_time(request: HttpRequest, pk: int) -> HttpResponse:
    """延长补正期限: once, before the limit has passed."""
    row = found(queries.applications(request.user), pk)
    demand(commands.correction.answer_notice, request.user, row)
    form = ReasonForm(request.POST)
    if form.is_valid() and given(form, commands.correction.more_time, request.user, row, **form.values) is not None:
        messages.success(request, _("You have more time; the new last day stands above."))
        return redirect("approvals:correction", pk=row.pk)
    return _page(request, row, _form(None, row), form)


def _self_check(request: HttpRequest, row: JointApplication, form: NoticeAnswerForm) -> None:
    try:
        commands.correction.every_line_is_answered(row, {"answers": form.answers})
    except Invalid as refusal:
        form.show(refusal)
    else:
        messages.success(request, _("Every point is answered. You can hand in the answers now."))


def _form(request: HttpRequest | None, row: JointApplication) -> NoticeAnswerForm:
    lines = list(commands.correction.open_notice(row).lines.all())
    posted = request if request is not None and request.method == "POST" else None
    kinds = NoticeLine.Answer
    return NoticeAnswerForm(
        posted.POST if posted else None,
        posted.FILES if posted else None,
        lines=lines,
        uploads=[line.material_key for line in lines if _uploaded(row, line)],
        restated=[key for key, statement in STATEMENTS.items() if not statement.dossier],
        promises={
            line.pk: [kinds.LATE] * line.deferrable + [kinds.NC] * bool(instead.offers_for(row, line)) for line in lines
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


def _page(
    request: HttpRequest, row: JointApplication, form: NoticeAnswerForm, more: ReasonForm | None = None
) -> HttpResponse:
    notice = commands.correction.open_notice(row)
    clocks = queries.clocks_of([(queries.NOTICE, notice.pk)])
    typed = form.answers if form.is_bound and form.is_valid() else {}
    guides = instead.guides_for(row, [line.material_key for line in form.lines])
    rows = [
        {
            "guides": guides.get(given_.line.material_key, ()),
            "given": given_,
            "line": given_.line,
            "done": given_.fault() is None,
            **form.fields_of(given_.line),
            **_ways(row, given_),
        }
        for given_ in commands.correction.given_for(row, typed)
    ]
    context = {
        "application": row,
        "notice": notice,
        "form": form,
        "rows": rows,
        "done": sum(line["done"] for line in rows),
        "clock": clocks[queries.NOTICE, notice.pk].get("CORRECTION"),
        "more": more or ReasonForm(auto_id="more_%s"),
        "may_ask": commands.correction.more_time.is_open(request.user, row),
        "more_days": Practice.current().correction_more_days,
    }
    bad = form.errors or (more is not None and more.errors)
    return render(request, "approvals/correction.html", context, status=422 if bad else 200)


def _ways(row: JointApplication, answer: Any) -> dict[str, Any]:
    """Where else the line is corrected or promised: the redline, the dossier and letters have pages of their own."""
    key, kinds = answer.line.material_key, NoticeLine.Answer
    if answer.kind == kinds.LATE:
        return {"late": answer.ground, "late_letter": letter_of(row, "DRAFT")}
    if answer.kind == kinds.NC:
        return {
            "commitment": answer.ground,
            "offers": [(local(one.item.name), one) for one in instead.offers_for(row, answer.line)],
        }
    if key == REDLINE_PAPER:
        return {"elsewhere": reverse("projects:redline", args=[row.project_id])}
    if answer.is_statement and STATEMENTS[key].dossier:
        return {"elsewhere": reverse("projects:edit", args=[row.project_id])}
    return {}
