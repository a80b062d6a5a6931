"""公示: letters while they are public, objections to them, what the law publishes of credit, results of draws."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from commitments.commands import deciding, inspecting
from commitments.draw import lots
from commitments.forms import ObjectionForm
from commitments.models import Commitment, CreditRecord, Inspection
from core.commands import SYSTEM_USER
from core.errors import Invalid
from core.keyset import Segment, page
from core.time import today

PAGE = 50


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """承诺公示: the newest first; no account needed."""
    rows = Commitment.objects.public().select_related("enterprise", "project", "department", "region")
    found = page(
        [Segment(rows.defer("region__boundary"), ("-publicity_until", "-id"))], request.GET.get("cursor", ""), PAGE
    )
    return render(request, "commitments/public/letters.html", {"page": found, "rows": found.rows, "today": today()})


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """One public letter with its obligations; whoever knows better may object during the publicity."""
    row = (
        Commitment.objects.public().select_related("enterprise", "project", "department").filter(number=number).first()
    )
    if row is None:
        raise Http404
    still_open = row.publicity_until is not None and today() <= row.publicity_until
    form = ObjectionForm(request.POST or None) if still_open and deciding.object_to.in_state(row) else None
    if request.method == "POST" and form is not None and form.is_valid() and _objected(form, row):
        messages.success(request, _("Your objection is with the department; it answers you at the contact you gave."))
        return redirect("public_promises:letter", number=row.number)
    context = {"row": row, "duties": row.obligations.order_by("position"), "form": form, "open": still_open}
    return render(request, "commitments/public/letter.html", context, status=422 if form and form.errors else 200)


def _objected(form: ObjectionForm, row: Commitment) -> bool:
    """Given for whoever writes: nobody needs an account to object, and no person stands behind the form's key."""
    try:
        deciding.object_to.perform(SYSTEM_USER, row, **form.values)
    except Invalid as refusal:
        form.show(refusal)
        return False
    return True


@require_safe
def credit(request: HttpRequest) -> HttpResponse:
    """失信公示: what the law publishes today, and nothing else."""
    rows = CreditRecord.objects.public(today()).select_related("enterprise", "breach__revocation")
    found = page([Segment(rows, ("-recorded_on", "-id"))], request.GET.get("cursor", ""), PAGE)
    return render(request, "commitments/public/credit.html", {"page": found, "rows": found.rows})


@require_safe
def inspections(request: HttpRequest) -> HttpResponse:
    """双随机结果公开."""
    rows = Inspection.objects.public().select_related("region").defer("region__boundary")[:100]
    return render(request, "commitments/public/inspections.html", {"rows": rows})


@require_safe
def inspection(request: HttpRequest, number: str) -> HttpResponse:
    """Seed, pools and results of one draw, so that anyone can draw again."""
    row = Inspection.objects.public().select_related("region").filter(number=number).first()
    if row is None:
        raise Http404
    visits = row.visits.select_related("verification", "commitment__project", "commitment__enterprise")
    context = {
        "inspection": row,
        "visits": visits,
        "lots": lots(row.seed, inspecting.subjects_of(row.projects_pool), row.rates),
        "same": _again(row) == row.result,
    }
    return render(request, "commitments/public/inspection.html", context)


@require_safe
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """Everything a draw follows from, and its result, for whoever draws again with a program of their own.

    Inspectors stand by number, with the enterprises they may not inspect; their names are nobody's business.
    """
    row = Inspection.objects.public().filter(number=number).first()
    if row is None:
        raise Http404
    body = {
        "number": row.number,
        "seed": row.seed,
        "rates": row.rates,
        "rule": "In each risk class promises are ordered by SHA-256 of “seed|subject|number”; the first "
        "ceil(n × rate / 100) are drawn. What is drawn of one project is one visit under its lowest number. For each visit, "
        "by that number, the inspectors without a conflict are ordered by their visits so far, ties by SHA-256 of "
        "“seed|inspector|number|key”: the first of them goes, and the next one from another department, or else the next.",
        "promises": [
            {"number": one, "risk": risk, "project": code, "uscc": uscc} for one, risk, code, uscc in row.projects_pool
        ],
        "inspectors": [
            {"key": pk, "department": department, "conflicts": barred}
            for pk, _name, department, barred in row.inspectors_pool
        ],
        "result": [{"number": one, "inspectors": team} for one, team in row.result],
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _again(row: Inspection) -> list[list[Any]]:
    try:
        return inspecting.replayed(row.seed, row.rates, row.projects_pool, row.inspectors_pool)
    except Invalid:
        return []
