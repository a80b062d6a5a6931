"""One approval item as it is written, to `Item`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalogue import content as c
from catalogue.parse_parts import CatalogueSourceError, condition, entry, text, texts

_REQUIRED: Final = (
    "code", "zh", "en", "stage", "kind", "department", "statutory", "promised", "cap", "after",
    "nc", "rq", "principal", "outcome", "basis",
)  # fmt: skip
_OPTIONAL: Final = (
    "alternatives", "assisting", "level", "statutory_note", "promised_cases", "promised_mark",
    "conditions", "gate", "inside", "together_with", "bundle", "nc_note", "ra", "applies",
    "deferrable", "fee", "note", "mark",
)  # fmt: skip
_NC: Final = {"allowed": "Y", "conditional": "C", "refused": "N", "not_applicable": "-"}
_UNITS: Final = {"working_day": "WORKING_DAY", "calendar_day": "CALENDAR_DAY"}
_RENEWAL_UNITS: Final = {"calendar_day": "CALENDAR_DAY", "month": "MONTH"}
_MARKS: Final = ("sourced", "known", "default")


def parse_item(row: Mapping[str, Any], where: str, regional_kinds: tuple[str, ...]) -> c.Item:
    """The item written in `row`; `ra: all` stands for every regional kind. Raises CatalogueSourceError."""
    entry(row, where, required=_REQUIRED, optional=_OPTIONAL)
    promised = row["promised"]
    if promised is not None and (isinstance(promised, bool) or not isinstance(promised, int) or promised < 0):
        raise CatalogueSourceError(where, "“promised” is a number of working days, or null where there is no term")
    outcome = entry(row["outcome"], f"{where} outcome", required=("zh", "en"), optional=("valid_months", "renewal"))
    return c.Item(
        code=row["code"],
        name=texts(row),
        stage=row["stage"],
        kind=row["kind"],
        department=row["department"],
        alternatives=tuple(
            (option["function"], condition(option["when"], where)) for option in row.get("alternatives", ())
        ),
        assisting=tuple(row.get("assisting", ())),
        level=_one_of(row.get("level", "COUNTY"), ("COUNTY", "CITY", "PROVINCE"), where),
        statutory=_limit(row, where),
        promised=promised,
        promised_cases=tuple((condition(case["when"], where), case["days"]) for case in row.get("promised_cases", ())),
        promised_mark=_one_of(row.get("promised_mark", "default"), _MARKS, where),
        counts_in_cap=_flag(row["cap"], where),
        after=tuple(_requirement(need, where) for need in row["after"]),
        conditions=tuple(row.get("conditions", ())),
        gate=tuple(row.get("gate", ())),
        inside=row.get("inside", ""),
        together_with=row.get("together_with", ""),
        bundle=row.get("bundle", ""),
        nc=_NC[_one_of(row["nc"], tuple(_NC), where)],
        nc_note=text(row["nc_note"], where) if "nc_note" in row else None,
        late_filing=_one_of(row["rq"], ("allowed", "refused", "not_applicable"), where) == "allowed",
        regional=regional_kinds if row.get("ra") == "all" else tuple(row.get("ra", ())),
        applies=condition(row.get("applies"), where),
        materials=(*_materials(row, "principal", where), *_materials(row, "deferrable", where)),
        outcome=c.Outcome(texts(outcome), outcome.get("valid_months"), _renewal(outcome, where)),
        fee=text(row["fee"], where) if "fee" in row else None,
        note=text(row["note"], where) if "note" in row else None,
        basis=tuple(_citation(cited, where) for cited in row["basis"]),
        mark=_one_of(row.get("mark", "known"), _MARKS, where),
    )


def _limit(row: Mapping[str, Any], where: str) -> c.Limit:
    limit = entry(row["statutory"], f"{where} statutory", required=("unit",), optional=("n", "extension", "minimum"))
    note = text(row["statutory_note"], where) if "statutory_note" in row else None
    if limit["unit"] == "none":
        return c.Limit(note=note)
    if limit["unit"] == "immediate":
        return c.Limit(days=0, unit="WORKING_DAY", note=note)
    unit = _UNITS[_one_of(limit["unit"], tuple(_UNITS), where)]
    if not isinstance(limit.get("n"), int) or limit["n"] < 1:
        raise CatalogueSourceError(where, "a statutory limit needs “n”, a number of days")
    return c.Limit(limit["n"], unit, limit.get("extension", 0), limit.get("minimum", False), note)


def _renewal(outcome: Mapping[str, Any], where: str) -> c.Renewal | None:
    if "renewal" not in outcome:
        return None
    row = entry(outcome["renewal"], f"{where} renewal", required=("before", "unit", "law"), optional=("articles",))
    if isinstance(row["before"], bool) or not isinstance(row["before"], int) or row["before"] < 1:
        raise CatalogueSourceError(where, "a renewal needs “before”, how long before the end it is asked for")
    unit = _RENEWAL_UNITS[_one_of(row["unit"], tuple(_RENEWAL_UNITS), where)]
    return c.Renewal(row["before"], unit, c.Citation(row["law"], tuple(row.get("articles", ()))))


def _requirement(need: Any, where: str) -> c.Requirement:
    if isinstance(need, Mapping) and "any" in need:
        entry(need, f"{where} after", required=("any",))
        return c.Requirement(tuple(_need(option, where) for option in need["any"]))
    return c.Requirement((_need(need, where),))


def _need(need: Any, where: str) -> c.Need:
    if isinstance(need, str):
        return c.Need(need)
    entry(need, f"{where} after", required=("item",), optional=("when",))
    return c.Need(need["item"], condition(need.get("when"), where))


def _materials(row: Mapping[str, Any], part: str, where: str) -> Iterator[c.MaterialUse]:
    for use in row.get(part, ()):
        if isinstance(use, str):
            yield c.MaterialUse(use, part == "principal")
        else:
            entry(use, f"{where} {part}", required=("key",), optional=("when",))
            yield c.MaterialUse(use["key"], part == "principal", condition(use.get("when"), where))


def _citation(cited: Any, where: str) -> c.Citation:
    entry(cited, f"{where} basis", required=("law",), optional=("articles",))
    return c.Citation(cited["law"], tuple(cited.get("articles", ())))


def _one_of(value: Any, allowed: tuple[str, ...], where: str) -> str:
    if value not in allowed:
        raise CatalogueSourceError(where, f"{value!r} is none of {', '.join(allowed)}")
    return str(value)


def _flag(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise CatalogueSourceError(where, f"{value!r} is neither true nor false")
    return value
