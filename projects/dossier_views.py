"""Pages that take and give files 红线与材料: the redline in three ways, the vault, downloads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe
from shapely.geometry import mapping

from catalogue.speech import local
from core import files
from core.errors import Invalid, NotPermitted
from core.models import StoredFile
from projects import commands, queries
from projects.dossier_forms import MaterialForm, RedlineForm, ways
from projects.facts import catalogue_for
from projects.models import Material, Project
from projects.redline.errors import RedlineError
from projects.uploads import clean_name
from projects.words import remark_of

_REDLINE_TYPE = "application/octet-stream"


@login_required
@require_http_methods(["GET", "POST"])
def redline(request: HttpRequest, pk: int) -> HttpResponse:
    """用地红线: upload, paste or draw; every accepted one is a new version, the earlier ones stay."""
    project = get_object_or_404(queries.with_all(request.user), pk=pk)
    if not commands.set_redline.is_open(request.user, project):
        raise NotPermitted
    current = queries.redline_of(project)
    forms = ways(project, mapping(current.shape) if current else None)
    fault: RedlineError | None = None
    way = request.POST.get("way", "upload")
    if request.method == "POST" and way in forms:
        form = forms[way] = type(forms[way])(request.POST, request.FILES, project=project)
        if form.is_valid() and form.reading is not None:
            _store_redline(request, project, form)
            return redirect("projects:redline", pk=project.pk)
        fault = form.fault
    context = {
        "project": project,
        "forms": forms,
        "way": way if way in forms else "upload",
        "redline": current,
        "notes": [remark_of(code, params) for code, params in current.notes] if current else [],
        "vertices": queries.vertices(current) if current else [],
        "map_spec": _editor_spec(project, fault),
    }
    return render(request, "projects/redline.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def redline_geojson(request: HttpRequest, pk: int) -> HttpResponse:
    """The redline in force as GeoJSON in EPSG:4490, for the map."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    body = queries.features(project, queries.redline_of(project))
    return JsonResponse(body, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False})


@login_required
@require_safe
def vault(request: HttpRequest, pk: int) -> HttpResponse:
    """材料库: every paper the whole path asks for, uploaded once and used by every item."""
    project = get_object_or_404(queries.with_all(request.user), pk=pk)
    return _vault_page(request, project)


@login_required
@require_http_methods(["POST"])
def upload_material(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """上传材料: checked by content; a new file becomes the current version, the earlier ones stay."""
    project = get_object_or_404(queries.with_all(request.user), pk=pk)
    if not commands.upload_material.is_open(request.user, project):
        raise NotPermitted
    slot = next((one for one in queries.vault(project, queries.plan_of(project)) if one.need.key == key), None)
    if slot is None or not slot.need.uploaded:
        raise Http404
    form = MaterialForm(request.POST, request.FILES, key=key, formats=slot.formats)
    if form.is_valid() and form.checked is not None:
        upload = form.cleaned_data["upload"]
        try:
            material = commands.upload_material.perform(
                request.user,
                project,
                key=key,
                upload=upload,
                original_name=upload.name,
                checked=form.checked,
                valid_to=form.cleaned_data["valid_to"],
            )
        except Invalid as refusal:
            for name, sentence in refusal.fields.items():
                form.add_error(name if name in form.fields else None, sentence)
        else:
            messages.success(
                request,
                _("“%(name)s” is filed as version %(version)s and serves %(count)s items.")
                % {"name": material.name, "version": material.version, "count": len(slot.items)},
            )
            return redirect(f"{reverse('projects:vault', args=[project.pk])}#m-{key}")
    return _vault_page(request, project, {key: form}, status=422)


@login_required
@require_safe
@xframe_options_sameorigin
@csp_replace({"default-src": [NONE], "style-src": [NONE], "frame-ancestors": [SELF]})  # type: ignore[arg-type]
def material_file(request: HttpRequest, pk: int) -> FileResponse:
    """下载材料. With ``?show`` a verified PDF or picture opens in place; everything else is only downloaded."""
    material = get_object_or_404(Material.objects.visible_to(request.user).select_related("file"), pk=pk)
    shown = "show" in request.GET and material.is_shown
    return _file(material.file, material.original_name, inline=shown)


@login_required
@require_safe
def redline_file(request: HttpRequest, pk: int) -> FileResponse:
    """The file the redline in force was read from, as it was handed in."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    current = queries.redline_of(project)
    if current is None or current.source_file is None:
        raise Http404
    return _file(current.source_file, current.source_name or "redline", inline=False)


def _store_redline(request: HttpRequest, project: Project, form: RedlineForm) -> None:
    upload = form.cleaned_data.get("upload")
    stored = files.store(upload, _REDLINE_TYPE) if upload else None
    assert form.reading is not None
    commands.set_redline.perform(
        request.user,
        project,
        reading=form.reading,
        source=form.way,
        file=stored,
        source_name=upload.name if upload else "",
        adopt_area=form.cleaned_data["adopt_area"],
    )
    messages.success(request, _("The redline was read, checked and stored. Look at the notes and the map below."))


def _editor_spec(project: Project, fault: RedlineError | None) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "base": f"{reverse('accounts:counties')}?code={project.region_id}",
        "edit": "#drawn_drawn",
        # by name only: the rooms of zones stand below this one
        "snap": reverse("regional_assessments:outlines"),
        "items": sorted(plan.items) if (plan := queries.plan_of(project)) else [],
        "cover": f"{reverse('regional_assessments:cover')}?industry={project.industry}",
    }
    place = fault.params.get("place") if fault else None
    if place:
        point = {"type": "Point", "coordinates": place}
        properties = {"name": _("Here"), "tone": "red"}
        spec["features"] = {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": properties, "geometry": point}],
        }
    return spec


def _vault_page(
    request: HttpRequest, project: Project, bound: dict[str, MaterialForm] | None = None, status: int = 200
) -> HttpResponse:
    may_upload = commands.upload_material.is_open(request.user, project)
    catalogue = catalogue_for(project)
    rows: list[dict[str, Any]] = []
    for slot in queries.vault(project, queries.plan_of(project)):
        form = (bound or {}).get(slot.need.key)
        own_page = slot.need.key == commands.REDLINE_KEY
        if may_upload and slot.need.uploaded and form is None and not own_page:
            form = MaterialForm(key=slot.need.key, formats=slot.formats)
        names = [local(catalogue.items[code].name) for code in slot.items]
        rows.append(
            {"slot": slot, "form": form, "name": local(slot.need.material.name), "served": names, "own_page": own_page}
        )
    own = [row for row in rows if row["slot"].need.uploaded]
    context = {
        "project": project,
        "own": own,
        "shared": [row for row in rows if not row["slot"].need.uploaded],
        "filed": sum(1 for row in own if row["slot"].current),
        "may_upload": may_upload,
    }
    return render(request, "projects/vault.html", context, status=status)


def _file(stored: StoredFile, name: str, *, inline: bool) -> FileResponse:
    path = files.path_of(stored.sha256)
    if not path.exists():
        raise Http404
    media_type = stored.media_type if inline else _REDLINE_TYPE
    response = FileResponse(path.open("rb"), content_type=media_type)
    disposition = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(clean_name(name))}"
    response["Content-Length"] = str(stored.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response
