"""Answering point by point (补正答复): saved as one goes, files kept at once, checked before it leaves.

What is answered differs, a notice before acceptance or a correction after it; the page behaves the same.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from approvals.checks.replies import Answers, Given, demand_given
from approvals.forms import NoticeAnswerForm
from approvals.intake import REDLINE_PAPER, catalogue_for
from approvals.models import CorrectionLine, ItemCase, JointApplication, NoticeLine
from core.commands import Command
from core.errors import Invalid
from core.giving import given
from projects.commands import upload_material
from projects.refusals import FileRefused
from projects.uploads import ALLOWED, check_upload
from projects.words import sentence

Line = NoticeLine | CorrectionLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(ABC):
    """What a page answers, by which commands, and where the page lies."""

    subject: JointApplication | ItemCase
    save: Command
    hand_in: Command
    page: str
    handed_in: ClassVar[Promise]
    """What the applicant reads when the answers have left."""
    restated: ClassVar[Collection[str]] = ()
    """Keys of the statements that may be typed anew on this page."""

    @property
    def application(self) -> JointApplication:
        """The application it concerns, in whole or in one item."""
        return self.subject.application if isinstance(self.subject, ItemCase) else self.subject

    @abstractmethod
    def lines(self) -> Iterable[Line]:
        """The points to answer."""

    @abstractmethod
    def given(self, answers: Answers) -> Iterable[Given]:
        """Every point with its answer: typed, else kept, else found in the vault or the dossier."""

    @abstractmethod
    def shown(self, request: HttpRequest, form: NoticeAnswerForm) -> HttpResponse:
        """The page."""

    def promises(self, line: Any) -> list[NoticeLine.Answer]:
        """Further ways open to a point: a late filing, a commitment."""
        return []

    def rows(self, form: NoticeAnswerForm) -> list[dict[str, Any]]:
        """For the page: every point with its answer, whether it is answered, and its fields."""
        typed: Mapping[int, Mapping[str, Any]] = form.answers if form.is_bound and form.is_valid() else {}
        return [
            {"given": one, "line": one.line, "done": one.fault() is None, **form.fields_of(one.line)}
            for one in self.given(typed)
        ]

    def elsewhere(self, line: Any) -> dict[str, Any]:
        """The redline is corrected on its own page."""
        if line.material_key != REDLINE_PAPER:
            return {}
        return {"elsewhere": reverse("projects:redline", args=[self.application.project_id])}


def answered(request: HttpRequest, reply: Reply) -> HttpResponse:
    """Save, self-check or hand in; what is typed and uploaded stays in every case."""
    form = form_of(request, reply)
    if request.method != "POST" or not form.is_valid():
        return reply.shown(request, form)
    # What may no longer be kept is refused before a file goes into the vault.
    reply.save.perform(request.user, reply.subject, answers=form.answers)
    bad_files = _keep_files(request, reply.application, form)
    if bad_files:
        form.show(Invalid(bad_files))
    elif "save" in request.POST:
        messages.success(request, _("Your answers are saved; nothing was handed in yet."))
        return redirect(reply.page)
    elif "check" in request.POST:
        _self_check(request, reply, form)
    elif given(form, reply.hand_in, request.user, reply.subject, answers=form.answers) is not None:
        messages.success(request, str(reply.handed_in))
        return redirect("approvals:application", pk=reply.application.pk)
    return reply.shown(request, form)


def form_of(request: HttpRequest | None, reply: Reply) -> NoticeAnswerForm:
    """The form of the page; empty but for what is kept where nothing was sent."""
    lines = list(reply.lines())
    posted = request if request is not None and request.method == "POST" else None
    return NoticeAnswerForm(
        posted.POST if posted else None,
        posted.FILES if posted else None,
        lines=lines,
        uploads=[line.material_key for line in lines if _uploaded(reply.application, line)],
        restated=reply.restated,
        promises={line.pk: reply.promises(line) for line in lines},
    )


def _self_check(request: HttpRequest, reply: Reply, form: NoticeAnswerForm) -> None:
    try:
        demand_given(reply.given(form.answers), reply.application.project_id)
    except Invalid as refusal:
        form.show(refusal)
    else:
        messages.success(request, _("Every point is answered. You can hand in the answers now."))


def _uploaded(row: JointApplication, line: Line) -> bool:
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
