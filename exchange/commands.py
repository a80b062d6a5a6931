"""The one verb of this room: keep the cases of a foreign log (导入历史日志)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.journal import SYSTEM_CHAIN
from core.time import now
from exchange.event_logs.mapping import Mapping
from exchange.event_logs.replay import Facts, Figures
from supervision.models import HistoryCase, HistoryLog

BATCH: Final = 1000
_COLUMNS: Final = (
    "item",
    "organisation",
    "accepted_on",
    "ended_on",
    "limit",
    "unit",
    "used",
    "stopped",
    "span",
    "rounds",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the cases come from: hashes of file and mapping, the calendar's version, what was seen and left out."""

    file_sha256: str
    mapping_sha256: str
    calendar: str
    events: int
    faults: int


def _has_cases(_subject: None, data: dict[str, Any]) -> None:
    if not data["cases"]:
        raise Invalid(_("No case of this log could be read; nothing was kept."))


def _keep(
    context: Context, _subject: None, *, mapping: Mapping, origin: Origin, cases: Sequence[tuple[Facts, Figures]]
) -> HistoryLog:
    log, created = HistoryLog.objects.select_for_update().update_or_create(
        name=mapping.log,
        defaults={
            "title": mapping.title[:200],
            "source": mapping.source[:300],
            "file_sha256": origin.file_sha256,
            "mapping_sha256": origin.mapping_sha256,
            "calendar": origin.calendar,
            "events": origin.events,
            "cases": len(cases),
            "faults": origin.faults,
            "imported_at": now(),
        },
    )
    HistoryCase.objects.bulk_create(
        _rows(log, mapping, cases),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["log", "case"],
        update_fields=_COLUMNS,
    )
    kept = {facts.case for facts, _figures in cases}
    gone = [pk for pk, case in log.history.values_list("pk", "case") if case not in kept]
    for low in range(0, len(gone), BATCH):
        HistoryCase.objects.filter(pk__in=gone[low : low + BATCH]).delete()
    context.note(
        SYSTEM_CHAIN,
        log,
        data={"log": log.name, "cases": len(cases), "faults": origin.faults, "file": origin.file_sha256,
              "mapping": origin.mapping_sha256, "new": created, "removed": len(gone)},
    )  # fmt: skip
    return log


def _rows(log: HistoryLog, mapping: Mapping, cases: Iterable[tuple[Facts, Figures]]) -> list[HistoryCase]:
    return [
        HistoryCase(
            log=log,
            case=facts.case,
            item=facts.item[:200],
            organisation=facts.organisation[:200],
            accepted_on=facts.accepted_on,
            ended_on=facts.ended_on,
            limit=facts.limit,
            unit=mapping.unit.value,
            used=figures.used,
            stopped=figures.stopped,
            span=figures.span,
            rounds=facts.rounds,
        )
        for facts, figures in cases
    ]


keep_event_log = Command(
    name="exchange.keep_event_log",
    label=gettext_lazy("Import an event log"),
    subject=None,
    may=lambda user, _subject: user.is_superuser,
    states=NO_SUBJECT,
    validators=[_has_cases],
    run=_keep,
    system=True,
).register()
