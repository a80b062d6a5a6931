"""Gates for other programs (硬约束接口): what is missing, who clears it and where; the same commands as the pages.

Letters are drawn up here too; they are signed on their page, by a person.

Refused acts answer 422 with the sentence at each field under `errors` and the list of what is missing under `missing`.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import queries
from approvals.joint.commands.opening import open_acceptance
from approvals.models import ConstructionStart
from approvals.promises import building, gates
from approvals.promises.filing import promise_papers
from commitments.commands import signing
from commitments.hindrances import Hindrance, against_promising
from commitments.models import Commitment
from core.errors import Invalid
from core.giving import demand, found
from projects.models import Project

MOST_BYTES = 64 * 1024


@require_safe
@login_required
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """The three gates of a project: start of construction, joint acceptance, new promises."""
    project = _project(request, pk)
    start = ConstructionStart.objects.filter(project=project).first()
    body = {
        "project": project.code,
        "start": {
            "started_on": start.started_on.isoformat() if start else None,
            **_gate(request, gates.against_start(project) if start is None else []),
        },
        "acceptance": _gate(request, gates.against_acceptance(project)),
        "promises": _gate(request, against_promising(project.enterprise_id)),
    }
    return _json(body)


@require_POST
@login_required
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the start of construction: `{"started_on": "YYYY-MM-DD", "note": ""}`."""
    project = _project(request, pk)
    demand(building.start_construction, request.user, project)
    try:
        said = _body(request)
        row = building.start_construction.perform(
            request.user,
            project,
            idempotency_key=_key(request),
            started_on=_day(said, "started_on", "started_on"),
            note=str(said.get("note", "")),
        )
    except Invalid as refusal:
        missing = gates.against_start(project) if not ConstructionStart.objects.filter(project=project).exists() else []
        return _refused(request, refusal, missing)
    return _json({"project": project.code, "started_on": row.started_on.isoformat()}, 201)


@require_POST
@login_required
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply for the joint acceptance of case 401: `{"declared": true, "units": [], "note": ""}`."""
    case = found(queries.cases(request.user), pk)
    demand(open_acceptance, request.user, case)
    try:
        said = _body(request)
        units = said.get("units") or []
        if not isinstance(units, list) or not all(isinstance(unit, str) for unit in units):
            raise Invalid({"units": _("units is a list of names.")})
        review = open_acceptance.perform(
            request.user, case, idempotency_key=_key(request), declared=said.get("declared") is True, units=units,
            note=str(said.get("note", "")),
        )  # fmt: skip
    except Invalid as refusal:
        return _refused(request, refusal, gates.against_acceptance(case.application.project))
    return _json({"case": case.number, "review": review.pk}, 201)


@require_POST
@login_required
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up a letter: `{"track": "NC", "item": "203", "days": {"<duty>": "YYYY-MM-DD"}, "targets": {}, "works": ""}`."""
    project = _project(request, pk)
    demand(signing.draft, request.user, project)
    try:
        said = _body(request)
        letter = signing.draft.perform(
            request.user,
            project,
            idempotency_key=_key(request),
            track=str(said.get("track", "")),
            item_code=str(said.get("item", "")),
            days=_days(said),
            targets=_targets(said),
            works=str(said.get("works", "")),
        )
    except Invalid as refusal:
        return _refused(request, refusal, against_promising(project.enterprise_id))
    return _drawn_up(request, letter)


@require_POST
@login_required
def late_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Promise the missing papers of a draft: `{"days": {"<paper>": "YYYY-MM-DD"}}`."""
    application = found(queries.applications(request.user).select_related("project"), pk)
    demand(promise_papers, request.user, application)
    try:
        letter = promise_papers.perform(
            request.user, application, idempotency_key=_key(request), days=_days(_body(request))
        )
    except Invalid as refusal:
        return _refused(request, refusal, against_promising(application.project.enterprise_id))
    return _drawn_up(request, letter)


def _drawn_up(request: HttpRequest, letter: Commitment) -> HttpResponse:
    link = request.build_absolute_uri(reverse("commitments:show", args=[letter.pk]))
    return _json({"letter": letter.number, "state": letter.state, "link": link}, 201)


def _project(request: HttpRequest, pk: int) -> Project:
    return found(Project.objects.visible_to(request.user).select_related("enterprise"), pk)


def _gate(request: HttpRequest, missing: list[Hindrance]) -> dict[str, Any]:
    return {"open": not missing, "missing": _listed(request, missing)}


def _listed(request: HttpRequest, missing: list[Hindrance]) -> list[dict[str, str]]:
    return [{"what": one.what, "who": one.who, "link": request.build_absolute_uri(one.link)} for one in missing]


def _body(request: HttpRequest) -> Mapping[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Invalid(_("The request is larger than %(limit)d kB.") % {"limit": MOST_BYTES // 1024})
    try:
        said = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Invalid(_("The body is a JSON object."))
    return said


def _day(said: Mapping[str, Any], name: str, field: str) -> date | None:
    try:
        return date.fromisoformat(str(said[name])) if said.get(name) else None
    except ValueError:
        raise Invalid({field: _("%(name)s is a date, YYYY-MM-DD.") % {"name": name}}) from None


def _days(said: Mapping[str, Any]) -> dict[str, date | None]:
    days = _named(said, "days")
    return {name: _day(days, name, f"day_{name}") for name in days}


def _targets(said: Mapping[str, Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for name, value in _named(said, "targets").items():
        try:
            found[name] = Decimal(str(value))
        except InvalidOperation:
            raise Invalid({f"target_{name}": _("%(name)s is a number.") % {"name": name}}) from None
    return found


def _named(said: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    values = said.get(field, {})
    if not isinstance(values, dict):
        raise Invalid({field: _("%(name)s is an object.") % {"name": field}})
    return values


def _key(request: HttpRequest) -> str:
    return request.headers.get("Idempotency-Key", "")[:64]


def _refused(request: HttpRequest, refusal: Invalid, missing: list[Hindrance]) -> HttpResponse:
    return _json({"errors": refusal.fields, "missing": _listed(request, missing)}, refusal.status)


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
