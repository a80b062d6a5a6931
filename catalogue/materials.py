"""Which named papers a project brings for an item, and for a whole filing: each paper once."""

from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.content import Catalogue, Flow, Material
from catalogue.facts import ProjectFacts
from catalogue.predicates import holds


@dataclass(frozen=True, slots=True)
class NeededMaterial:
    """申请材料 as a project needs it. `asked_by` are (item decided, item whose list names it) pairs:
    they differ where one item is decided inside another. Principal for one is principal for all.
    """

    material: Material
    principal: bool
    asked_by: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """The material's key."""
        return self.material.key

    @property
    def uploaded(self) -> bool:
        """Whether the applicant brings it; a shared paper is fetched, never asked for again."""
        return self.material.source != "SHARED"


def materials_of(code: str, facts: ProjectFacts, flow: Flow, catalogue: Catalogue) -> list[NeededMaterial]:
    """The papers of one item for this project, in the catalogue's order.

    An item brings along the lists of those merged into it; an outcome that this flow does not
    produce (of a merged or committed item) is not asked for. KeyError for an unknown item.
    """
    needed: dict[str, NeededMaterial] = {}
    for owner in (code, *(merged for merged, into in flow.merged.items() if into == code)):
        if owner != code and not holds(catalogue.items[owner].applies, facts):
            continue
        for use in catalogue.items[owner].materials:
            material = catalogue.materials[use.key]
            if use.key in needed or not holds(use.when, facts) or _never_made(material, flow):
                continue
            needed[use.key] = NeededMaterial(material, use.principal, ((code, owner),))
    return list(needed.values())


def materials_for(codes: Iterable[str], facts: ProjectFacts, flow: Flow, catalogue: Catalogue) -> list[NeededMaterial]:
    """The papers of one filing: each once, with every item it serves."""
    merged: dict[str, NeededMaterial] = {}
    for code in codes:
        for need in materials_of(code, facts, flow, catalogue):
            known = merged.get(need.key)
            merged[need.key] = (
                need
                if known is None
                else NeededMaterial(known.material, known.principal or need.principal, known.asked_by + need.asked_by)
            )
    return list(merged.values())


def _never_made(material: Material, flow: Flow) -> bool:
    return bool(material.made_by) and all(code in flow.merged or code in flow.committed for code in material.made_by)
