"""Exports of the wall in the background (后台导出): the row first, one file however often a writer dies.

A writer claims the row and is known by the number of its attempt; whoever finds the row without a sign of life for two
minutes claims it anew, and the earlier one cannot finish it any more.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import F, ProtectedError, Q
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import files
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.models import StoredFile
from core.sweeps import each
from core.tasks import nudge
from core.time import now, today
from supervision import export, queries
from supervision.filters import WallFilter
from supervision.models import ExportJob
from supervision.saving import kept

QUIET: Final = timedelta(minutes=2)
KEPT: Final = timedelta(days=7)
MOST_AT_ONCE: Final = 3
MOST_ATTEMPTS: Final = 4
BEAT: Final = 1000
"""Rows between two signs of life."""
TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class TakenOver(Exception):
    """Another writer has this export now."""


def _may(user: Any, _subject: None) -> bool:
    return queries.may_watch(user)


def _known(_subject: None, data: dict[str, Any]) -> None:
    if data.get("format") not in TYPES:
        raise Invalid({"format": _("Choose Excel or CSV.")})


def _ask(context: Context, _subject: None, *, format: str, query: Mapping[str, str], language: str) -> ExportJob:
    if ExportJob.objects.visible_to(context.user).filter(state__in=ExportJob.UNFINISHED).count() >= MOST_AT_ONCE:
        raise Invalid(
            {"format": _("%(count)d of your exports are still being made. Wait for one.") % {"count": MOST_AT_ONCE}}
        )
    job = ExportJob.objects.create(
        user_id=context.user.pk, format=format, query=kept(query), language=language, asked_at=now()
    )
    context.note(f"person:{context.user.pk}", job, data={"format": format, "query": job.query})
    transaction.on_commit(lambda: nudge(write_export, job.pk))
    return job


ask = Command(
    name="supervision.export_wall",
    label=gettext_lazy("Export the rows of the wall"),
    subject=None,
    may=_may,
    states=NO_SUBJECT,
    validators=[_known],
    run=_ask,
).register()


@shared_task(name="supervision.write_export")
def write_export(pk: int) -> bool:
    """Write one export; False when it is written, being written by another, or was taken over."""
    quiet = Q(beat_at__isnull=True) | Q(beat_at__lt=now() - QUIET)
    waiting = ExportJob.objects.filter(quiet, pk=pk, state__in=ExportJob.UNFINISHED)
    if not waiting.update(state=ExportJob.State.WRITING, beat_at=now(), attempts=F("attempts") + 1, written=0):
        return False
    job = ExportJob.objects.select_related("user").get(pk=pk)
    if job.attempts > MOST_ATTEMPTS or not queries.may_watch(job.user):
        note = "tried too often" if job.attempts > MOST_ATTEMPTS else "no wall any more"
        _mine(job).update(state=ExportJob.State.FAILED, note=note, ended_at=now())
        return False
    try:
        with translation.override(job.language):
            content = _content(job)
        _finish(job, content)
    except TakenOver:
        return False
    return True


def sweep() -> int:
    """Write what no nudge reached or whose writer died; let old files go."""
    unfinished = ExportJob.objects.filter(state__in=ExportJob.UNFINISHED).order_by("asked_at")
    over = ExportJob.objects.filter(state=ExportJob.State.READY, expires_at__lt=now())
    return each(list(unfinished.values_list("pk", flat=True)), write_export) + each(list(over), _expire)


def _content(job: ExportJob) -> bytes:
    request = HttpRequest()
    request.user = job.user
    query = QueryDict(mutable=True)
    query.update(job.query)
    narrowed = WallFilter(
        query, queries.watched_clocks(job.user), request=request, regions=queries.watched_regions(job.user)
    )
    order = job.query.get("sort", "")
    segments = queries.ordered(
        narrowed.qs.select_related("department"), order if order in queries.ORDERS else queries.ORDERS[0]
    )
    _mine(job).update(total=sum(segment.count() for segment in segments))
    rows = _beating(job, queries.every_row(segments, today()))
    names = {code: region.label for code, region in narrowed.regions.items()}
    about = (rows, names, narrowed.chosen, str(job.user), job.asked_at)
    return export.workbook(*about) if job.format == "xlsx" else "".join(export.lines(*about)).encode()


def _beating(job: ExportJob, rows: Iterable[queries.Row]) -> Iterator[queries.Row]:
    """The same rows; says every thousand how far it is, and stops when another has taken over."""
    number = 0
    for number, row in enumerate(rows, 1):
        yield row
        if number % BEAT == 0:
            _say(job, number)
    _say(job, number)


def _say(job: ExportJob, number: int) -> None:
    if not _mine(job).update(written=number, beat_at=now()):
        raise TakenOver


def _mine(job: ExportJob) -> Any:
    return ExportJob.objects.filter(pk=job.pk, attempts=job.attempts, state=ExportJob.State.WRITING)


def _finish(job: ExportJob, content: bytes) -> None:
    with transaction.atomic():
        if not _mine(job).select_for_update().exists():
            raise TakenOver
        stored = files.store(content, TYPES[job.format])
        _mine(job).update(state=ExportJob.State.READY, file=stored, ended_at=now(), expires_at=now() + KEPT)


def _expire(job: ExportJob) -> int:
    with transaction.atomic():
        stored = job.file
        ExportJob.objects.filter(pk=job.pk).update(state=ExportJob.State.EXPIRED, file=None)
        if stored is not None:
            _let_go(stored)
    return 1


def _let_go(stored: StoredFile) -> None:
    """The row and the bytes, unless another paper has the same content."""
    path = files.path_of(stored.sha256)
    try:
        with transaction.atomic():
            stored.delete()
    except ProtectedError:
        return
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def language_of(code: str | None) -> str:
    """A language this installation has."""
    return code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
