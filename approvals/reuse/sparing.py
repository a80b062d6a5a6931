"""免交材料: what assessed ground changes in a filing before it is handed in — papers not asked for, promises to be made.

It is judged by today. The evidence of the case is judged by its own first day; where that finds otherwise, or the officer
decides otherwise, the paper is asked for by a correction.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from catalogue.rules import NeededMaterial
from commitments import standing
from commitments.models import Commitment
from commitments.standing import Offer
from projects.facts import facts_of
from projects.models import Project
from regional_assessments.units import cover
from regional_assessments.units.kinds import Result, items_affected
from regional_assessments.units.reuse import Reuse


@dataclass(frozen=True, slots=True)
class Spared:
    """A paper that no item of the filing asks for any more; `units` are the names of what stands for it."""

    need: NeededMaterial
    items: tuple[str, ...]
    units: tuple[str, ...]


def reuses_of(project: Project, codes: Collection[str], on: date) -> dict[str, Reuse]:
    """What units in force on `on` spare those items of the project; items that save nothing are left out."""
    wanted = sorted(set(codes) & set(items_affected()))
    redline = project.redlines.filter(current=True).first() if wanted else None
    if redline is None:
        return {}
    found = cover.reuses(wanted, redline.shape, on, facts_of(project), project.industry)
    return {code: one for code, one in found.items() if one.eligible}


def split(needs: Iterable[NeededMaterial], reuses: Mapping[str, Reuse]) -> tuple[list[NeededMaterial], list[Spared]]:
    """(papers asked for, papers spared). A paper that another item still needs stays, and serves that item alone."""
    asked, spared = [], []
    for need in needs:
        dropped = {code for code, _owner in need.asked_by if _drops(reuses.get(code), need.key)}
        kept = tuple(pair for pair in need.asked_by if pair[0] not in dropped)
        if kept:
            asked.append(NeededMaterial(need.material, need.principal, kept) if dropped else need)
        else:
            units = dict.fromkeys(reuses[code].unit.name for code in sorted(dropped))
            spared.append(Spared(need, tuple(sorted(dropped)), tuple(units)))
    return asked, spared


def to_promise(project: Project, reuses: Mapping[str, Reuse]) -> list[Offer]:
    """Items the assessed ground puts on a notice commitment (告知承诺) that the project may sign, or has signed."""
    codes = {code for code, one in reuses.items() if one.result is Result.COMMIT}
    if not codes:
        return []
    offers = standing.offers(project, (Commitment.Track.NC,))
    return [offer for offer in offers if offer.item.code in codes and not offer.obstacles]


def _drops(reuse: Reuse | None, key: str) -> bool:
    return reuse is not None and (reuse.drops is None or key in reuse.drops)
