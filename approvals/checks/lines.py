"""告知事项: what a line of the notice says beside what people typed: the version it is about, and what may replace it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from approvals.checks.rules import DATA, Asked, may_be_late, may_be_promised
from approvals.checks.statements import value_of
from approvals.models import JointApplication, NoticeLine, OneTimeNotice
from approvals.promises.instead import promises_are_open
from catalogue.models import MaterialSpec
from projects.models import Material

Line = Mapping[str, Any]


def write(notice: OneTimeNotice, lines: Sequence[Line]) -> list[NoticeLine]:
    """Store the lines with the version each is about and the ways the catalogue leaves open."""
    application = notice.application
    keys = [line["material_key"] for line in lines]
    asked = asked_for(application, keys)
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
            and promises_are_open(application, line["material_key"]),
            old_material=current.get(line["material_key"]),
            old_value=value_of(application, line["material_key"]),
        )
        for position, line in enumerate(lines, start=1)
    )


def asked_for(application: JointApplication, keys: Sequence[str]) -> dict[str, list[Asked]]:
    """How the items of the application ask for each material, by the catalogue version they pin; one query."""
    specs = MaterialSpec.objects.filter(
        key__in=[key for key in keys if not key.startswith(DATA)], item__in=application.cases.values("item")
    ).select_related("item")
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for spec in specs:
        found[spec.key].append(Asked(spec.principal, spec.item.late_filing, spec.item.notice_commitment))
    return found


def changed_by_correction(application: JointApplication) -> set[str]:
    """What the corrections replaced or restated: only there can they have made a new defect (`domain.md` §3.5)."""
    lines = NoticeLine.objects.filter(notice__application=application, notice__answered_at__isnull=False)
    return {line.material_key for line in lines if line.replacement_id or line.new_value != line.old_value}
