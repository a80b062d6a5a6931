"""后果预览: which items, papers and stages rest on a decision, before it is signed away."""

from dataclasses import asdict, dataclass
from typing import Any

from approvals import rules as room
from approvals.annulments.rules import resting_on
from approvals.intake import catalogue_for
from approvals.models import ItemCase
from catalogue.rules import applicable_items
from projects.facts import facts_of


@dataclass(frozen=True, slots=True)
class Consequence:
    """One item that rests on the decision. `case` is None where it is not filed yet; `through` the item between."""

    code: str
    name: str
    name_en: str
    stage: str
    through: str
    case: int | None
    number: str
    state: str
    department: str
    paper: str


def consequences_of(case: ItemCase) -> list[Consequence]:
    """Everything of the project that rests on `case`, in the order of the items; three queries."""
    project = case.application.project
    catalogue = catalogue_for(project)
    items = applicable_items(facts_of(project), catalogue.flow_of(project.flow_code), catalogue)
    rows = ItemCase.objects.filter(application__project=project).exclude(state__in=("WITHDRAWN", "CLOSED", "FAILED"))
    latest = {
        row.item.code: row
        for row in rows.select_related("item", "department", "application", "decision").order_by("pk")
        if row.state not in ("RECALLED", "REVOKED") or row.pk == case.pk
    }
    met = [code for code, row in latest.items() if row.state in room.MET]
    resting = resting_on(case.item.code, {code: entry.needs for code, entry in items.items()}, met)
    return [_consequence(code, resting[code], items[code], latest.get(code)) for code in sorted(resting)]


def _consequence(code: str, through: str, entry: Any, row: ItemCase | None) -> Consequence:
    decision = getattr(row, "decision", None)
    return Consequence(
        code=code,
        name=entry.item.name.zh,
        name_en=entry.item.name.en,
        stage=row.application.stage if row else entry.stage,
        through=through,
        case=row.pk if row else None,
        number=row.number if row else "",
        state=row.state if row else "",
        department=row.department.name if row else "",
        paper=decision.official_number if decision else "",
    )


def as_rows(found: list[Consequence]) -> list[dict[str, Any]]:
    """As stored beside the decision."""
    return [asdict(line) for line in found]
