"""告知事项: what a line of the notice says beside what people typed: the version it is about, and what may replace it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals import timing
from approvals.checks.rules import DATA, Asked, may_be_late, may_be_promised
from approvals.checks.statements import value_of
from approvals.models import NoticeLine, OneTimeNotice
from approvals.promises.instead import promises_are_open
from catalogue.models import MaterialSpec
from core.commands import Context
from core.errors import Invalid
from core.time import legal_date
from projects.models import Material

Line = Mapping[str, Any]
"""One defect: `material_key`, `material_name`, `reason`, `clause`, `example`."""


def begin(context: Context, notices: Any, lines: Sequence[Line]) -> tuple[OneTimeNotice, list[NoticeLine]]:
    """The next of these notices with its lines; the days of the correction run from today. It is not saved again yet."""
    on = legal_date(context.effective_at)
    notice: OneTimeNotice = notices.create(
        round=notices.count() + 1, sent_by=context.user, sent_at=context.effective_at, answer_due_on=on
    )
    notice.answer_due_on = timing.start_correction(notice, on).due_on or on
    return notice, write(notice, lines)


def unclear(lines: Iterable[Line]) -> dict[str, str]:
    """What is missing of the lines, by field: each says what is wrong and names the clause it rests on (`domain.md` §3.5)."""
    faults = {}
    for line in lines:
        key, name = line["material_key"], line["material_name"]
        if not str(line.get("reason", "")).strip():
            faults[f"reason_{key}"] = _("Say what is wrong with %(name)s and how to correct it.") % {"name": name}
        if not str(line.get("clause", "")).strip():
            faults[f"clause_{key}"] = _("Name the clause this rests on.")
    return faults


def demand_clear(lines: Sequence[Line], known: Collection[str] | None = None) -> None:
    """At least one line, of materials among `known`, each with words and clause. Raises Invalid."""
    faults = unclear(lines)
    if not lines or (known is not None and any(line["material_key"] not in known for line in lines)):
        faults["lines"] = _("Mark at least one material and say what is wrong with it.")
    if faults:
        raise Invalid(faults)


def write(notice: OneTimeNotice, lines: Sequence[Line]) -> list[NoticeLine]:
    """Store the lines with the version each is about and the ways the catalogue leaves open."""
    application = notice.filed
    keys = [line["material_key"] for line in lines]
    asked = asked_for(notice, keys)
    current = {row.key: row for row in Material.objects.filter(project=application.project, key__in=keys, current=True)}
    return NoticeLine.objects.bulk_create(
        NoticeLine(
            notice=notice,
            position=position,
            material_key=line["material_key"],
            material_name=line["material_name"],
            reason=line["reason"].strip(),
            clause=str(line.get("clause", "")).strip(),
            example=str(line.get("example", "")).strip(),
            deferrable=may_be_late(asked[line["material_key"]]),
            committable=may_be_promised(asked[line["material_key"]])
            and promises_are_open(notice, line["material_key"]),
            old_material=current.get(line["material_key"]),
            old_value=value_of(application, line["material_key"]),
        )
        for position, line in enumerate(lines, start=1)
    )


def asked_for(notice: OneTimeNotice, keys: Sequence[str]) -> dict[str, list[Asked]]:
    """How the items of the notice ask for each material, by the catalogue version they pin; one query."""
    specs = MaterialSpec.objects.filter(
        key__in=[key for key in keys if not key.startswith(DATA)], item__in=notice.cases.values("item")
    ).select_related("item")
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for spec in specs:
        found[spec.key].append(Asked(spec.principal, spec.item.late_filing, spec.item.notice_commitment))
    return found


def demand_new_defects(earlier: "QuerySet[OneTimeNotice]", lines: Iterable[Line]) -> None:
    """All defects are named at once: after a correction only in what it replaced or restated (`domain.md` §3.5).

    Nothing is asked before the first notice. Raises Invalid.
    """
    changed = changed_by_correction(earlier)
    faults = {
        f"reason_{line['material_key']}": _(
            "%(name)s was not replaced, so its defects had to be named in the first notice."
        )
        % {"name": line["material_name"]}
        for line in lines
        if line["material_key"] not in changed
    }
    if faults and earlier.exists():
        raise Invalid(faults)


def changed_by_correction(earlier: "QuerySet[OneTimeNotice]") -> set[str]:
    """What the corrections replaced or restated: only there can they have made a new defect."""
    lines = NoticeLine.objects.filter(notice__in=earlier, notice__answered_at__isnull=False)
    return {line.material_key for line in lines if line.replacement_id or line.new_value != line.old_value}
