"""Which rule on silence counts in a region (沉默规则适用): the nearest region that wrote one, else what ships."""

from dataclasses import dataclass
from datetime import date

from approvals.models import SilenceRule
from approvals.silence.rules import SITUATIONS, Situation, Who


@dataclass(frozen=True, slots=True)
class Rule:
    """A situation as it stands somewhere on a day; `row` is None where no region wrote a rule."""

    situation: Situation
    on: bool
    who: Who
    basis: str
    row: SilenceRule | None = None


def rules_of(region_id: str, day: date) -> dict[Situation, Rule]:
    """Every situation in a region on `day`; one query."""
    chain = tuple(dict.fromkeys((region_id, f"{region_id[:4]}00", f"{region_id[:2]}0000")))
    rows = SilenceRule.objects.filter(region_id__in=chain, state=SilenceRule.State.IN_FORCE, valid_from__lte=day)
    nearest: dict[str, SilenceRule] = {}
    for row in rows.select_related("region").defer("region__boundary").order_by("region_id", "valid_from", "pk"):
        nearest[row.situation] = row
    found = {}
    for situation, ships in SITUATIONS.items():
        row_ = nearest.get(situation) if ships.who is Who.REGION else None
        on, basis = (row_.on, row_.document_number) if row_ else (ships.on, ships.basis)
        found[situation] = Rule(situation, on, ships.who, basis, row_)
    return found


def rule_of(situation: Situation, region_id: str, day: date) -> Rule:
    """One situation in a region on `day`."""
    return rules_of(region_id, day)[situation]
