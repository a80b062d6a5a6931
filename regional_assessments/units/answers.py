"""The cover of one plot for machines and people (覆盖判定), in one documented shape; see docs/regional_assessments.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalogue.content import Catalogue
from catalogue.facts import ProjectFacts
from catalogue.queries import NothingPublished, current_catalogue
from catalogue.source import shipped_catalogue
from catalogue.speech import local
from projects.redline.area import ellipsoidal_m2
from projects.redline.result import Shape
from projects.words import remark_of
from regional_assessments.units import cover, words
from regional_assessments.units.kinds import items_affected
from regional_assessments.units.reuse import Reuse


@dataclass(frozen=True, slots=True)
class Answer:
    """What the zones' assessments say about a plot on a day."""

    on: date
    plot: Shape
    covers: list[cover.Cover]
    reuses: dict[str, Reuse]
    catalogue: Catalogue


def ask(
    plot: Shape, on: date, facts: ProjectFacts | None = None, industry: str = "", said: Mapping[str, Any] | None = None
) -> Answer:
    """Units over the plot (EPSG:4490) and what each item that a unit touches saves on that day."""
    covers = cover.atlas().covers(plot)
    found = cover.reuses_of(covers, items_affected(), on, facts or ProjectFacts(), industry, said)
    return Answer(on, plot, covers, found, catalogue())


def as_json(answer: Answer, **plot: Any) -> dict[str, Any]:
    """The answer as plain values; `plot` adds what is known of how the plot was read."""
    return {
        "on": answer.on.isoformat(),
        "plot": {"area_m2": round(ellipsoidal_m2(answer.plot), 2), **plot},
        "units": [_unit(one, answer.on) for one in answer.covers],
        "items": [_item(code, reuse, answer.catalogue) for code, reuse in sorted(answer.reuses.items())],
    }


def notes_of(notes: Any) -> list[str]:
    """Notes of a reading as sentences."""
    return [remark_of(note.remark.value, note.params) for note in notes]


def _unit(one: cover.Cover, on: date) -> dict[str, Any]:
    unit = one.unit
    return {
        "code": unit.code,
        "version": unit.version,
        "kind": unit.kind,
        "kind_name": local(unit.told.name),
        "name": unit.name,
        "zone": unit.zone,
        "state": unit.state,
        "effective_from": unit.effective_from.isoformat(),
        "last_day": unit.last_day.isoformat() if unit.last_day else None,
        "in_force": unit.effective_from <= on and (unit.last_day is None or on <= unit.last_day),
        "ratio": one.ratio,
    }


def _item(code: str, reuse: Reuse, catalogue: Catalogue) -> dict[str, Any]:
    item = catalogue.items.get(code)
    materials = [m.key for m in item.materials] if item else []
    saves_all = reuse.eligible and reuse.drops is None
    return {
        "item": code,
        "name": local(item.name) if item else code,
        "result": reuse.result.value,
        "result_name": str(words.RESULTS[reuse.result]),
        "unit": reuse.unit.code,
        "version": reuse.unit.version,
        "ratio": reuse.ratio,
        "promised_days": item.promised if item else None,
        "saved_days": reuse.saved_days(item.promised if item else None),
        "saved_materials": materials if saves_all else list(reuse.drops or ()) if reuse.eligible else [],
        "why": words.why(reuse),
        "reasons": [{"code": one.code.value, **one.params} for one in reuse.reasons],
        "confirm": [{"code": one, "name": words.confirmation(reuse.unit, one)} for one in reuse.confirm],
    }


def catalogue() -> Catalogue:
    """The catalogue in force, else the shipped one."""
    try:
        return current_catalogue()
    except NothingPublished:
        return shipped_catalogue()
