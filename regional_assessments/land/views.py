"""Pages of standard land: the figures and the list, one parcel, preparing one, its verbs, its files."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from catalogue.speech import local
from core import files
from core.commands import Command, get
from core.display import written_area
from core.forms import CommandForm
from core.giving import demand, found, given
from core.models import JournalEntry, StoredFile
from core.sheets import XLSX, workbook
from core.time import now, today
from projects.models import Project
from regional_assessments import queries as zone_queries
from regional_assessments.drawing import collection, editor_spec
from regional_assessments.land import preparing, queries, taking
from regional_assessments.land.access import manages, reads_inside
from regional_assessments.land.forms import CheckForm, ContractForm, LinkForm, NoticeForm, ParcelForm, ReasonForm
from regional_assessments.land.rules import SOLD
from regional_assessments.models import AssessmentUnit, IndicatorCheck, Parcel, Zone

PAGE = 25
VERBS: dict[str, Command] = {
    "publish": preparing.publish,
    "contract": taking.contract,
    "check_completion": taking.check_completion,
    "check_production": taking.check_production,
    "link": taking.link,
    "take_back": preparing.take_back,
    "breach": taking.breach,
    "discard": preparing.discard,
}
DONE: dict[str, Any] = {
    "publish": gettext_lazy("The parcel is announced; everyone signed in sees it with its limits."),
    "contract": gettext_lazy("Both contracts are entered."),
    "link": gettext_lazy("The project is linked."),
    "take_back": gettext_lazy("The notice is taken back."),
    "breach": gettext_lazy("The breach is declared."),
    "discard": gettext_lazy("The parcel is discarded."),
}


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """标准地: figures by zone for officers, and the parcels one may see."""
    rows, state, text = _narrowed(request)
    zones = list(zone_queries.zones(request.user)) if scope.is_officer(request.user) else []
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "figures": queries.figures(request.user, zones, today()),
        "target": queries.TARGET_PERCENT,
        "page_obj": page,
        "rows": [(parcel, parcel.overdue(today())) for parcel in page.object_list],
        "states": Parcel.State.choices,
        "state": state,
        "q": text,
        "managed": zone_queries.managed_zones(request.user),
    }
    return render(request, "regional_assessments/land/index.html", context)


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The list as Excel: one line per indicator of each parcel, with the newest measured value one may read."""
    rows, _state, _text = _narrowed(request)
    may = set(Parcel.objects.inside(request.user).values_list("pk", flat=True))
    checks = {
        check.indicator_id: check
        for check in IndicatorCheck.objects.filter(indicator__parcel__in=may).order_by("round")
    }
    head = (
        (_("Parcel number"), 18), (_("Name of the parcel"), 28), (_("Zone"), 24), (_("State"), 14), (_("Area (m²)"), 14),
        (_("Indicator"), 30), (_("Unit"), 14), (_("Limit"), 12), (_("Measured"), 12), (_("Kept"), 8), (_("Checked on"), 12),
        (_("Buyer"), 30), (_("Project code"), 26),
    )  # fmt: skip

    def lines() -> Any:
        for parcel in rows.prefetch_related("indicators"):
            for one in parcel.indicators.all():
                check = checks.get(one.pk)
                yield (
                    parcel.code, parcel.name, parcel.zone.label, parcel.get_state_display(), parcel.area, one.label,
                    local(one.told.unit), f"{one.sign} {one.written}",
                    check.measured if check else None, (_("yes") if check.met else _("no")) if check else "",
                    check.checked_on if check else None, parcel.buyer if parcel.pk in may else "",
                    parcel.project.code if parcel.project and parcel.pk in may else "",
                )  # fmt: skip

    body = workbook(_("Standard land"), head, lines(), str(request.user), now())
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('Standard land'))}.xlsx"
    return response


@require_safe
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One parcel: limits and measured values, contracts, what comes next."""
    return _page(request, _parcel(request, pk), {})


@require_POST
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give a verb of a parcel."""
    parcel = _parcel(request, pk)
    if verb not in VERBS:
        raise Http404
    command = VERBS[verb]
    demand(command, request.user, parcel)
    form = _form(verb, parcel, request)
    if form.is_valid():
        done = given(form, command, request.user, parcel, **form.data_of_command())
        if done is not None:
            messages.success(request, DONE.get(verb) or _told_of_check(done, command))
            return redirect("regional_assessments:land", pk=parcel.pk)
    return _page(request, parcel, {verb: form})


@require_http_methods(["GET", "POST"])
@login_required
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """A new parcel in a zone."""
    zone = get_object_or_404(zone_queries.zones(request.user), code=code)
    demand(preparing.prepare, request.user, zone)
    form = ParcelForm(request.POST or None, zone=zone)
    return _edit(request, form, preparing.prepare, zone)


@require_http_methods(["GET", "POST"])
@login_required
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a parcel that is not announced yet."""
    parcel = _parcel(request, pk)
    demand(preparing.revise, request.user, parcel)
    if not preparing.revise.in_state(parcel):
        return redirect("regional_assessments:land", pk=parcel.pk)
    form = ParcelForm(request.POST or None, zone=parcel.zone, parcel=parcel)
    return _edit(request, form, preparing.revise, parcel)


@require_safe
@login_required
def paper(request: HttpRequest, pk: int, which: str) -> FileResponse:
    """出让合同 or 投资建设协议, for who may read inside."""
    parcel = get_object_or_404(Parcel.objects.inside(request.user), pk=pk)
    stored = {"contract": parcel.contract_file, "agreement": parcel.agreement_file}.get(which)
    return _file(stored, f"{parcel.code}-{which}.pdf")


@require_safe
@login_required
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """What proves a measured value."""
    mine = IndicatorCheck.objects.filter(indicator__parcel__in=Parcel.objects.inside(request.user))
    check = get_object_or_404(mine.select_related("evidence"), pk=pk)
    return _file(check.evidence, check.evidence_name or "evidence")


@require_safe
@login_required
def neighbours(request: HttpRequest, code: str) -> HttpResponse:
    """Outlines in and around a zone that an editor snaps to: parcels and assessed areas one may see."""
    zone = get_object_or_404(zone_queries.zones(request.user), code=code)
    parcels = Parcel.objects.visible_to(request.user).filter(zone=zone).exclude(state=Parcel.State.DISCARDED)
    units = AssessmentUnit.objects.visible_to(request.user).filter(zone=zone).in_force(today())
    shapes = [(unit.kind_label, unit.kind, unit.shape) for unit in units]
    shapes += [(parcel.code, parcel.state, parcel.shape) for parcel in parcels]
    return JsonResponse(collection(shapes), content_type="application/geo+json")


def _narrowed(request: HttpRequest) -> tuple[Any, str, str]:
    rows, state, text = (
        queries.parcels(request.user),
        request.GET.get("state", ""),
        request.GET.get("q", "").strip()[:60],
    )
    if state in Parcel.State.values:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(zone__name__icontains=text))
    return rows.order_by("zone__code", "code"), state, text


def _parcel(request: HttpRequest, pk: int) -> Parcel:
    return found(queries.parcels(request.user), pk)


def _form(verb: str, parcel: Parcel, request: HttpRequest | None = None, user: Any = None) -> Any:
    bound: dict[str, Any] = {"auto_id": f"{verb}_%s"}
    if request is not None:
        bound |= {"data": request.POST, "files": request.FILES}
        user = request.user
    makers: dict[str, Callable[[], CommandForm]] = {
        "publish": lambda: NoticeForm(**bound),
        "contract": lambda: ContractForm(**bound, projects=taking.linkable(parcel, user)),
        "link": lambda: LinkForm(
            **bound, projects=taking.linkable(parcel, user), initial={"project": parcel.project_id}
        ),
        "check_completion": lambda: CheckForm(**bound, due=taking.due_indicators(parcel)),
        "check_production": lambda: CheckForm(**bound, due=taking.due_indicators(parcel)),
    }
    return makers.get(verb, lambda: ReasonForm(**bound))()


def _page(request: HttpRequest, parcel: Parcel, bound: dict[str, CommandForm]) -> HttpResponse:
    inside = reads_inside(request.user, parcel)
    verbs = [
        (verb, command, bound.get(verb) or _form(verb, parcel, user=request.user))
        for verb, command in VERBS.items()
        if command.is_open(request.user, parcel) and (verb != "breach" or parcel.overdue(today()))
    ]
    own = JournalEntry.objects.filter(subject_type="regional_assessments.parcel", subject_id=str(parcel.pk))
    shapes = [(parcel.code, parcel.state, parcel.shape)]
    context = {
        "parcel": parcel,
        "inside": inside,
        "manages": manages(request.user, parcel),
        "sold": parcel.state in SOLD,
        "overdue": parcel.overdue(today()),
        "lines": queries.lines(parcel, inside=inside),
        "owed": preparing.unassessed(parcel, today()) if parcel.state == "PREPARED" else [],
        "verbs": verbs,
        "course": [(get(entry.verb).label, entry) for entry in own.order_by("seq")] if inside else [],
        "opens": Project.objects.visible_to(request.user).filter(pk=parcel.project_id or 0).exists(),
        "spec": {
            "base": f"{reverse('accounts:counties')}?code={parcel.zone.region_id}",
            "features": collection(shapes),
            "twin": False,
        },
        "area": written_area(parcel.area),
    }
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "regional_assessments/land/show.html", context, status=status)


def _edit(request: HttpRequest, form: ParcelForm, command: Command, subject: Zone | Parcel) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done = given(form, command, request.user, subject, **form.data_of_command())
        if done is not None:
            messages.success(request, _("The parcel is kept. It is not announced yet."))
            return redirect("regional_assessments:land", pk=done.pk)
    zone = form.zone
    context = {
        "form": form,
        "zone": zone,
        "parcel": subject if isinstance(subject, Parcel) else None,
        "spec": editor_spec(form, "#id_drawn", reverse("regional_assessments:neighbours", args=[zone.code])),
    }
    status = 422 if form.errors else 200
    return render(request, "regional_assessments/land/edit.html", context, status=status)


def _told_of_check(parcel: Parcel, command: Command) -> str:
    if parcel.next_check is not None and command.in_state(parcel):
        return _("The check is recorded. Not everything is kept: the buyer has until the day you set.")
    return _("The check is passed.")


def _file(stored: StoredFile | None, name: str) -> FileResponse:
    if stored is None or not files.path_of(stored.sha256).exists():
        raise Http404
    response = FileResponse(files.path_of(stored.sha256).open("rb"), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
