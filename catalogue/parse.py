"""From the written catalogue (plain mappings, as in YAML or JSON) to `Catalogue`.

Strict: a misspelt key, a missing one or a twin is refused with the place where it stands. What the
parts mean together (cycles, budgets, names of materials) is `catalogue.validation`'s business.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from catalogue import content as c
from catalogue.facts import FACT_TYPES
from catalogue.parse_items import parse_item
from catalogue.parse_parts import CatalogueSourceError, condition, entry, text, texts
from catalogue.practice import parse_practice
from catalogue.samples import parse_sample
from catalogue.tracks import parse_duty, parse_track

T = TypeVar("T")


def parse_catalogue(source: Mapping[str, Any]) -> c.Catalogue:
    """The catalogue written in `source`. Raises CatalogueSourceError naming the first wrong place."""
    top = entry(
        source,
        "catalogue",
        required=(
            "cap_scope", "stages", "milestones", "kinds", "departments", "regional_kinds",
            "facts", "laws", "formats", "materials", "items", "flows",
        ),
        optional=("edition", "tracks", "indicators", "practice", "examples", "samples"),
    )  # fmt: skip
    regional = _by_key(top["regional_kinds"], "regional_kinds", _named)
    formats = {name: tuple(kinds) for name, kinds in top["formats"].items()}
    return c.Catalogue(
        cap_scope=str(top["cap_scope"]),
        stages=_by_key(top["stages"], "stages", _stage),
        milestones=_by_key(top["milestones"], "milestones", _named),
        kinds=_by_key(top["kinds"], "kinds", _named),
        departments=_by_key(top["departments"], "departments", _named),
        utilities=frozenset(row["code"] for row in top["departments"] if row.get("utility")),
        regional_kinds=regional,
        facts=_by_key(top["facts"], "facts", _fact, key="name"),
        laws=_by_key(top["laws"], "laws", lambda row, where: text(row, where, also=("key",)), key="key"),
        materials=_by_key(top["materials"], "materials", lambda r, w: _material(r, w, formats), key="key"),
        items=_by_key(top["items"], "items", lambda r, w: parse_item(r, w, tuple(regional))),
        flows=_by_key(top["flows"], "flows", _flow),
        tracks=_by_key(top.get("tracks", ()), "tracks", parse_track),
        indicators=tuple(_by_key(top.get("indicators", ()), "indicators", parse_duty).values()),
        practice=parse_practice(top.get("practice", {})),
        examples={key: str(sentence) for key, sentence in top.get("examples", {}).items()},
        samples=_by_key(top.get("samples", ()), "samples", parse_sample, key="key"),
    )


def _by_key(
    rows: Iterable[Mapping[str, Any]], where: str, make: Callable[[Mapping[str, Any], str], T], key: str = "code"
) -> dict[str, T]:
    made: dict[str, T] = {}
    for row in rows:
        name = row.get(key)
        if not isinstance(name, str) or not name:
            raise CatalogueSourceError(where, f"every entry needs a “{key}” in quotes, not {name!r}")
        if name in made:
            raise CatalogueSourceError(f"{where} {name}", "is written twice")
        made[name] = make(row, f"{where} {name}")
    return made


def _named(row: Mapping[str, Any], where: str) -> c.Named:
    entry(row, where, required=("code", "zh", "en"), optional=("utility",))
    return c.Named(row["code"], texts(row))


def _stage(row: Mapping[str, Any], where: str) -> c.Stage:
    entry(row, where, required=("code", "number", "zh", "en", "lead"), optional=("with", "mark"))
    return c.Stage(row["code"], row["number"], texts(row), row["lead"] or "", tuple(row.get("with", ())))


def _fact(row: Mapping[str, Any], where: str) -> c.FactSpec:
    entry(row, where, required=("name", "group", "zh", "en"), optional=("type", "unit", "choices"))
    if row["name"] != "kind" and row["name"] not in FACT_TYPES:
        raise CatalogueSourceError(where, "is not a fact the dossier knows")
    kind = row.get("type", "choice" if "choices" in row else "flag")
    if kind not in ("flag", "number", "choice", "text"):
        raise CatalogueSourceError(where, f"unknown type {kind!r}")
    return c.FactSpec(
        name=row["name"],
        group=row["group"],
        label=texts(row),
        type=kind,
        unit=text(row["unit"], where) if "unit" in row else None,
        choices={code: text(name, where) for code, name in row.get("choices", {}).items()},
    )


def _material(row: Mapping[str, Any], where: str, formats: Mapping[str, tuple[str, ...]]) -> c.Material:
    entry(row, where, required=("key", "zh", "en", "source", "format"), optional=("from", "online"))
    if row["source"] not in ("SELF", "SHARED", "INTERMEDIARY"):
        raise CatalogueSourceError(where, f"unknown source {row['source']!r}")
    if row["format"] not in formats:
        raise CatalogueSourceError(where, f"unknown format {row['format']!r}")
    return c.Material(
        key=row["key"],
        name=texts(row),
        source=row["source"],
        formats=formats[row["format"]],
        made_by=tuple(row.get("from", ())),
        online=row.get("online", False),
    )


def _flow(row: Mapping[str, Any], where: str) -> c.Flow:
    entry(
        row,
        where,
        required=("code", "zh", "en", "splclx", "why"),
        optional=(
            "splclx_linear", "cap", "cap_source", "clock_origin", "requires", "exempt", "budgets",
            "promised", "merged", "committed", "edges", "critical",
        ),
    )  # fmt: skip
    source = row.get("cap_source")
    return c.Flow(
        code=row["code"],
        name=texts(row),
        splclx=row["splclx"],
        splclx_linear=row.get("splclx_linear"),
        cap=row.get("cap"),
        cap_source=text(source, where, also=("mark",)) if source else None,
        cap_mark=source.get("mark", "default") if source else "default",
        clock_origin=row.get("clock_origin", "FIRST_ACCEPTANCE"),
        why=text(row["why"], where),
        requires=condition(row.get("requires"), where),
        exempt=tuple(row.get("exempt", ())),
        budgets={scope: dict(days) for scope, days in row.get("budgets", {}).items()},
        promised=dict(row.get("promised", {})),
        merged=dict(row.get("merged", {})),
        committed=dict(row.get("committed", {})),
        edges=tuple((earlier, later) for earlier, later in row.get("edges", ())),
        critical={stage: tuple(path) for stage, path in row.get("critical", {}).items()},
    )
