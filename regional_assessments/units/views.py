"""Pages of assessment units (区域评估单元): the list with what runs out, one unit with its verbs, the import."""

from typing import Any, Final
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import scope
from catalogue.speech import local
from core import files
from core.commands import Command, get
from core.display import written_area
from core.errors import Invalid
from core.forms import CommandForm
from core.giving import demand, found, given
from core.models import JournalEntry
from core.time import today
from projects.redline.errors import RedlineError
from projects.words import sentence
from regional_assessments import queries as zone_queries
from regional_assessments.models import AssessmentUnit, Reevaluation, Zone
from regional_assessments.units import commands, importing, words
from regional_assessments.units.answers import catalogue
from regional_assessments.units.features import collection
from regional_assessments.units.forms import (
    LayerForm,
    MappingForm,
    PlainForm,
    PublishForm,
    RenewForm,
    ReportForm,
    UnitReasonForm,
)
from regional_assessments.units.giving_out import FORMS, written
from regional_assessments.units.kinds import Result, kinds
from regional_assessments.units.queries import SOON_DAYS, desk, units

PAGE: Final = 25
MOST_EXPORTED: Final = 2000
"""Areas in one file: some fifty megabytes of outlines."""
VERBS: Final[dict[str, tuple[Command, type[CommandForm]]]] = {
    "file": (commands.revise, ReportForm),
    "submit": (commands.submit, PlainForm),
    "publish": (commands.publish, PublishForm),
    "return": (commands.return_, UnitReasonForm),
    "renew": (commands.renew, RenewForm),
    "withdraw": (commands.withdraw, UnitReasonForm),
    "discard": (commands.discard, UnitReasonForm),
}
DONE: Final[dict[str, Any]] = {
    "file": gettext_lazy("The report is filed."),
    "submit": gettext_lazy("The unit is with the reviewing department."),
    "publish": gettext_lazy("The unit is published; projects inside it use it from its first day."),
    "return": gettext_lazy("The unit is back with the committee."),
    "renew": gettext_lazy("The new version is a draft. Give its outline and report, then hand it in."),
    "withdraw": gettext_lazy("The unit is withdrawn from use; what relied on it is re-evaluated."),
    "discard": gettext_lazy("The draft is discarded."),
}


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """区域评估单元: what waits for me, what runs out, and everything one may see."""
    rows, asked = _narrowed(request)
    page = Paginator(rows.defer("geometry"), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": [(unit, _left(unit)) for unit in page.object_list],
        "waiting": desk(request.user) if scope.is_officer(request.user) else [],
        "kinds": [(kind.code, local(kind.name)) for kind in kinds().values()],
        "states": AssessmentUnit.State.choices,
        "asked": asked,
        "soon_days": SOON_DAYS,
        "forms": FORMS,
        "managed": zone_queries.managed_zones(request.user),
    }
    return render(request, "regional_assessments/units/index.html", context)


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """导出: the list as it is narrowed, with outlines, in the format given as `as`."""
    form = request.GET.get("as", "")
    if form not in FORMS:
        raise Http404
    rows, asked = _narrowed(request)
    if rows[MOST_EXPORTED:].exists():
        messages.error(request, _("More than %(most)d areas. Narrow the list first.") % {"most": MOST_EXPORTED})
        return redirect(f"{reverse('regional_assessments:units')}?{urlencode({k: v for k, v in asked.items() if v})}")
    response = HttpResponse(written(rows, form), content_type=FORMS[form].media_type)
    name = quote(f"{_('Assessed areas')}-{today():%Y%m%d}.{FORMS[form].ending}")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


@require_safe
@login_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit in one version."""
    return _page(request, found(units(request.user), pk), {})


@require_POST
@login_required
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Give a verb of a unit."""
    if verb not in VERBS:
        raise Http404
    unit = found(units(request.user), pk)
    command, form_class = VERBS[verb]
    demand(command, request.user, unit)
    form = form_class(request.POST, request.FILES, auto_id=f"{verb}_%s")
    if form.is_valid():
        done = given(form, command, request.user, unit, **_data(verb, form))
        if done is not None:
            messages.success(request, DONE[verb])
            return redirect("regional_assessments:unit", pk=done.pk)
    return _page(request, unit, {verb: form})


@require_safe
@login_required
def report(request: HttpRequest, pk: int) -> FileResponse:
    """下载评估报告."""
    unit = found(units(request.user), pk)
    if unit.report is None or not files.path_of(unit.report.sha256).exists():
        raise Http404
    response = FileResponse(files.path_of(unit.report.sha256).open("rb"), content_type="application/octet-stream")
    name = unit.report_name or f"{unit.code}.pdf"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_http_methods(["GET", "POST"])
@login_required
def take_in(request: HttpRequest, code: str) -> HttpResponse:
    """导入: choose a file, look at what was understood, say which column is what, keep drafts."""
    zone = get_object_or_404(zone_queries.zones(request.user), code=code)
    demand(commands.draft, request.user, zone)
    if "token" in request.POST:
        return _map_columns(request, zone)
    form = LayerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload, stated = form.cleaned_data["upload"], form.cleaned_data["stated"]
        data = upload.read()
        try:
            preview = importing.look(data, zone, stated)
        except RedlineError as error:
            form.add_error("stated" if error.fault.value == "zone_unknown" else "upload", sentence(error))
        else:
            stored = files.store(data, "application/octet-stream")
            token = importing.token(zone, request.user, stored, upload.name, stated)
            initial = {
                "token": token, "producer": zone.manager.name if zone.manager else "", "effective_from": today(),
            }  # fmt: skip
            return _preview(request, zone, preview, _mapping(preview, initial=initial), upload.name)
    status = 422 if form.errors else 200
    return render(request, "regional_assessments/units/import.html", {"zone": zone, "form": form}, status=status)


def _narrowed(request: HttpRequest) -> tuple[Any, dict[str, str]]:
    """(visible units that match, what was asked)."""
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "kind", "state", "soon")}
    rows: Any = units(request.user)
    if asked["kind"] in kinds():
        rows = rows.filter(kind=asked["kind"])
    if asked["state"] in AssessmentUnit.State.values:
        rows = rows.filter(state=asked["state"])
    if asked["q"]:
        rows = rows.filter(
            Q(code__icontains=asked["q"]) | Q(name__icontains=asked["q"]) | Q(zone__name__icontains=asked["q"])
        )
    if asked["soon"]:
        rows = rows.running_out(today(), SOON_DAYS).order_by("last_day", "code")
    return rows, asked


def _map_columns(request: HttpRequest, zone: Zone) -> HttpResponse:
    try:
        stored, name, stated = importing.resume(request.POST["token"], zone, request.user)
        preview = importing.look(files.read(stored), zone, stated)
    except (Invalid, RedlineError) as error:
        messages.error(request, sentence(error) if isinstance(error, RedlineError) else str(error))
        return redirect("regional_assessments:units_import", code=zone.code)
    form = _mapping(preview, request.POST)
    if form.is_valid():
        try:
            kept = importing.keep(request.user, zone, stored, name, stated, form.values)
        except Invalid as refusal:
            form.show(refusal)
        else:
            told = ngettext("%(n)d draft is kept.", "%(n)d drafts are kept.", len(kept)) % {"n": len(kept)}
            messages.success(request, f"{told} " + _("Add the reports, then hand them in for review."))
            if len(kept) == 1:
                return redirect("regional_assessments:unit", pk=kept[0].pk)
            return redirect(f"{reverse('regional_assessments:units')}?state=DRAFT&q={quote(zone.name)}")
    return _preview(request, zone, preview, form, name)


def _mapping(preview: importing.Preview, data: Any = None, **more: Any) -> MappingForm:
    rows = [(one.number, _("outline %(n)d") % {"n": one.number}) for one in preview.usable]
    return MappingForm(data, columns=preview.columns, rows=rows, **more)


def _preview(
    request: HttpRequest, zone: Zone, preview: importing.Preview, form: MappingForm, name: str
) -> HttpResponse:
    context = {
        "zone": zone,
        "preview": preview,
        "form": form,
        "name": name,
        "table": [
            (one, [one.values.get(column, "") for column in preview.columns[:8]]) for one in preview.outlines[:100]
        ],
        "columns": preview.columns[:8],
        "spec": {
            "base": f"{reverse('accounts:counties')}?code={zone.region_id}",
            "features": importing.features(zone, preview),
            "twin": False,
        },
    }
    status = 422 if form.errors else 200
    return render(request, "regional_assessments/units/preview.html", context, status=status)


def _page(request: HttpRequest, unit: AssessmentUnit, bound: dict[str, CommandForm]) -> HttpResponse:
    verbs = [
        (verb, command, bound.get(verb) or form_class(auto_id=f"{verb}_%s"))
        for verb, (command, form_class) in VERBS.items()
        if command.is_open(request.user, unit) and not (verb == "file" and unit.report_id)
    ]
    # What a unit changed for a project is told in the project's own chain.
    own = JournalEntry.objects.filter(
        subject_type="regional_assessments.assessmentunit", subject_id=str(unit.pk), verb__startswith="units."
    )
    known = catalogue()
    told = unit.told
    context = {
        "unit": unit,
        "left": _left(unit),
        "area": written_area(unit.area),
        "effects": [
            (code, local(known.items[code].name) if code in known.items else "",
             words.RESULTS[Result(unit.results.get(code, effect.results[0]))])
            for code, effect in told.effects.items()
        ],
        "limits": [(local(told.limits[c].name), most, local(told.limits[c].unit)) for c, most in unit.limits.items() if c in told.limits],
        "exclusions": [local(told.exclusions[c].name) for c in unit.exclusions if c in told.exclusions],
        "basis": local(told.basis),
        "verbs": verbs,
        "changes": commands.revise.is_open(request.user, unit),
        "course": [(get(entry.verb).label if entry.verb != "units.supersede" else _("replaced by a newer version"), entry) for entry in own.order_by("seq")],
        "jobs": Reevaluation.objects.visible_to(request.user).filter(unit=unit),
        "versions": units(request.user).filter(code=unit.code).exclude(pk=unit.pk).defer("geometry"),
        "spec": {
            "base": f"{reverse('accounts:counties')}?code={unit.zone.region_id}",
            "features": {**collection([unit]), "features": [_feature(unit)]},
            "twin": False,
        },
    }  # fmt: skip
    status = 422 if any(form.errors for form in bound.values()) else 200
    return render(request, "regional_assessments/units/show.html", context, status=status)


def _feature(unit: AssessmentUnit) -> dict[str, Any]:
    one = collection([unit])["features"][0]
    return {**one, "properties": {"name": unit.name, "tone": "zone"}}


def _data(verb: str, form: CommandForm) -> dict[str, Any]:
    values = {name: value for name, value in form.values.items() if value not in (None, "")}
    if verb == "file" and values.get("report"):
        upload = values["report"]
        return {"report": files.store(upload, "application/pdf"), "report_name": upload.name}
    if verb in ("return", "withdraw", "discard"):
        return {"reason": form.values.get("reason") or ""}
    return values


def _left(unit: AssessmentUnit) -> int | None:
    """Days until the last day in force; None where that is open or far, or the unit is not in force."""
    if unit.state != AssessmentUnit.State.PUBLISHED or unit.last_day is None:
        return None
    days = (unit.last_day - today()).days
    return days if days <= SOON_DAYS else None
