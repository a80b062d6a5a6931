"""Drawing and remarks side by side; the file in pieces; what a new version changed; photos; the calendar file."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from approvals.access import owner_of_project
from approvals.joint import queries
from approvals.joint.calendar_file import event
from approvals.joint.forms import RemarkForm
from approvals.joint.pins import compare as compare_pages
from approvals.joint.ranges import served
from approvals.models import DrawingVersion, JointPhoto, JointReview
from core.giving import found
from core.models import JournalEntry


@login_required
@require_safe
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """看图: one page of one version, pins as buttons and as a list; departments point and write beside it."""
    user: Any = request.user
    review = found(queries.reviews(user), pk)
    versions = {row.pk: row for row in review.drawings.select_related("file").order_by("number")}
    version = _chosen(request.GET.get("version", ""), list(versions.values()))
    remarks = list(queries.remarks_of(user, review))
    pins = queries.pins_on(version, remarks, versions)
    lines = [line for line in queries.parts_of(user, review) if line.own and line.part.state == "OPEN"]
    current = version.number == max(row.number for row in versions.values())
    own_codes = {line.part.code for line in lines}
    context = {
        "review": review,
        "version": version,
        "versions": list(versions.values()),
        "pages": len(version.pages),
        "page": _page(request.GET.get("page", ""), len(version.pages)),
        "pins": pins,
        "elsewhere": [remark for remark in remarks if remark.page is None],
        "total": len(remarks),
        "own": [(line.part, RemarkForm(auto_id=f"pin{line.part.pk}_%s")) for line in lines] if current else [],
        "own_codes": own_codes,
        "sizes": [[page["w"], page["h"]] for page in version.pages],
        "inside": not owner_of_project(user, review.project),
    }
    return render(request, "approvals/joint/drawing.html", context)


@login_required
@require_safe
def drawing_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The drawing set itself, whole or in the pieces the viewer asks for."""
    version = found(DrawingVersion.objects.visible_to(request.user).select_related("file"), pk)
    return served(request, version.file)  # type: ignore[return-value]


@login_required
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """版本对比: which pages changed, and what became of every pin."""
    user: Any = request.user
    review = found(queries.reviews(user), pk)
    versions = list(review.drawings.select_related("file").order_by("number"))
    if len(versions) < 2:
        raise Http404
    new = _chosen(request.GET.get("b", ""), versions[1:])
    old = _chosen(request.GET.get("a", ""), versions[: versions.index(new)])
    changes = compare_pages(old.prints, new.prints)
    by_pk = {row.pk: row for row in versions}
    remarks = list(queries.remarks_of(user, review))
    context = {
        "review": review,
        "old": old,
        "new": new,
        "versions": versions,
        "changes": changes,
        "same": sum(change.what == "same" for change in changes),
        "pins": [pin for pin in queries.pins_on(new, remarks, by_pk) if pin.remark.version_id != new.pk],
    }
    return render(request, "approvals/joint/compare.html", context)


@login_required
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo of the site."""
    row = found(JointPhoto.objects.visible_to(request.user).select_related("file"), pk)
    return served(request, row.file)  # type: ignore[return-value]


@login_required
@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """日历文件 of a visit or meeting; a later time replaces the earlier one in the reader's calendar."""
    review: JointReview = found(queries.reviews(request.user), pk)
    if review.scheduled_at is None:
        raise Http404
    moves = JournalEntry.objects.filter(
        subject_type=queries.REVIEW, subject_id=str(review.pk), verb="joint.rebook"
    ).count()
    content = event(
        uid=f"{review.number}@bingshen",
        summary=f"{review.title} {review.project.name}",
        place=review.place,
        text=f"{review.number} {review.lead.name} {review.form.get('agenda', '')}".strip(),
        start=review.scheduled_at,
        stamp=review.opened_at,
        sequence=moves,
    )
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    day = localtime(review.scheduled_at).strftime("%Y%m%d")
    response["Content-Disposition"] = f'attachment; filename="{review.number}-{day}.ics"'
    return response


def _chosen(number: str, versions: list[DrawingVersion]) -> DrawingVersion:
    """The version of that number, the last one without; raises Http404 where there is none."""
    if not versions:
        raise Http404
    wanted = [row for row in versions if str(row.number) == number]
    return wanted[0] if wanted else versions[-1]


def _page(text: str, pages: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return min(max(1, number), max(1, pages))
