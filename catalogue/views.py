"""The service guide 办事指南, public: no login, no person's data."""

from collections.abc import Mapping
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalogue.guide import guide_of, search
from catalogue.queries import NothingPublished, catalogue_of, published
from catalogue.speech import local


def guide_list(request: HttpRequest) -> HttpResponse:
    """All items by stage, searched by words and narrowed by stage and department."""
    try:
        version = published()
    except NothingPublished as missing:
        return render(request, "catalogue/guide_list.html", {"nothing": str(missing)}, status=503)
    catalogue = catalogue_of(version)
    words = request.GET.get("q", "").strip()[:100]
    stage = _known(request.GET.get("stage", ""), catalogue.stages)
    department = _known(request.GET.get("department", ""), catalogue.departments)
    found = search(catalogue, words, stage, department)
    by_stage = sorted(found, key=lambda item: (catalogue.stages[item.stage].number, item.code))
    context = {
        "version": version,
        "words": words,
        "stage": stage,
        "department": department,
        "stages": [(code, local(s.name)) for code, s in catalogue.stages.items()],
        "departments": [
            (code, local(d.name))
            for code, d in catalogue.departments.items()
            if any(item.department == code for item in catalogue.items.values())
        ],
        "groups": [
            (local(catalogue.stages[code].name), [guide_of(item, catalogue) for item in items])
            for code, items in groupby(by_stage, key=lambda item: item.stage)
        ],
        "found": len(found),
    }
    return render(request, "catalogue/guide_list.html", context)


def guide_detail(request: HttpRequest, code: str) -> HttpResponse:
    """The guide of one item of the version in force."""
    try:
        version = published()
    except NothingPublished as missing:
        raise Http404(str(missing)) from None
    catalogue = catalogue_of(version)
    if code not in catalogue.items:
        raise Http404(_("No item with this code is in the catalogue."))
    guide = guide_of(catalogue.items[code], catalogue)
    return render(request, "catalogue/guide_detail.html", {"guide": guide, "version": version})


def _known(value: str, codes: Mapping[str, object]) -> str:
    return value if value in codes else ""
