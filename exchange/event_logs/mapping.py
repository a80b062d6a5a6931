"""The mapping of a foreign log (映射): which names in the file mean what to a clock. `docs/event_logs.md` shows the YAML.

Every unknown key, event or unit is refused by name, so that a slip of the pen never changes a figure silently.
"""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml

from clocks.answers import UNITS
from clocks.rules import Unit


class BadMapping(ValueError):
    """The mapping cannot be used; the text names the key."""


class Effect(StrEnum):
    """What an activity does to the clock (计时事件)."""

    START = "start"
    STOP = "stop"
    RESUME = "resume"
    EXTEND = "extend"
    END = "end"


@dataclass(frozen=True, slots=True)
class Rule:
    """One activity's meaning. `when` are attribute values the event must have; `by` is days of an extension in the
    unit of the limit; `kind` pairs a stop with its resumption; a `round` is a return to the applicant (补正轮次).
    """

    effect: Effect
    kind: str = ""
    by: int = 0
    round: bool = False
    when: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """Where the limit comes from: a number for all, an attribute with the number, or one with the deadline."""

    value: int | None = None
    attribute: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A checked mapping. Names of case attributes stand for attributes of the trace (XES) or columns (CSV)."""

    log: str
    title: str
    source: str
    unit: Unit
    calendar: str
    limit: Limit
    case: str
    item: str
    organisation: str
    start: str
    end: str
    activity: str
    timestamp: str
    zone: ZoneInfo | None
    rules: AnyMapping[str, tuple[Rule, ...]]
    fixed: AnyMapping[str, str]
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    time_format: str = ""
    """As `strptime` takes it; empty for ISO 8601."""
    skips_unstarted: bool = False
    """A case nothing starts is passed over instead of being a fault."""

    @property
    def wanted(self) -> frozenset[str]:
        """The attributes of an event that rules ask about."""
        asked = {key for rules in self.rules.values() for rule in rules for key, _ in rule.when}
        return frozenset({self.activity, self.timestamp} | asked)


_TOP: Final = {
    "log", "title", "source", "unit", "calendar", "limit", "case", "activity", "timestamp", "timezone", "events",
    "delimiter", "encoding", "without_start", "time_format",
}  # fmt: skip
CALENDARS: Final = ("none", "current")


def read(text: str) -> Mapping:
    """The mapping in this YAML. Raises `BadMapping`."""
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadMapping(f"this is no YAML: {' '.join(str(error).split())}") from error
    top = _known(given, _TOP, "the mapping")
    case = _known(top.get("case"), {"id", "item", "organisation", "start", "end"}, "case")
    unit = UNITS.get(_text(top, "unit", "working_day"))
    if unit is None:
        raise BadMapping("unit is one of working_day, calendar_day, month")
    calendar = _text(top, "calendar", "current")
    if calendar not in CALENDARS:
        raise BadMapping("calendar is none (weekends only) or current (the one in force)")
    rules = {str(name): _rules(str(name), said) for name, said in _table(top.get("events") or {}, "events").items()}
    effects = {rule.effect for own in rules.values() for rule in own}
    mapping = Mapping(
        log=_text(top, "log"),
        title=_text(top, "title", ""),
        source=_text(top, "source", ""),
        unit=unit,
        calendar=calendar,
        limit=_limit(top.get("limit")),
        case=_text(case, "id"),
        item=_name(case.get("item")),
        organisation=_name(case.get("organisation")),
        start=_text(case, "start", ""),
        end=_text(case, "end", ""),
        activity=_text(top, "activity", "concept:name"),
        timestamp=_text(top, "timestamp", "time:timestamp"),
        zone=_zone(_text(top, "timezone", "")),
        rules=rules,
        fixed={key: str(said["value"]) for key, said in case.items() if isinstance(said, dict) and "value" in said},
        delimiter=_text(top, "delimiter", ","),
        encoding=_text(top, "encoding", "utf-8-sig"),
        time_format=_text(top, "time_format", ""),
        skips_unstarted=_text(top, "without_start", "fault") == "skip",
    )
    if top.get("without_start", "fault") not in ("fault", "skip"):
        raise BadMapping("without_start is fault (the default) or skip")
    if len(mapping.log) > 60:
        raise BadMapping("log: the name has at most 60 characters")
    if not mapping.start and Effect.START not in effects:
        raise BadMapping("nothing starts the clock: give case.start or an event with the effect start")
    if len(mapping.delimiter) != 1:
        raise BadMapping("delimiter is one character")
    return mapping


def _rules(name: str, said: Any) -> tuple[Rule, ...]:
    return tuple(_rule(f"events.{name}", one) for one in (said if isinstance(said, list) else [said]))


def _rule(where: str, said: Any) -> Rule:
    if isinstance(said, str):
        said = {"effect": said}
    given = _known(said, {"effect", "kind", "by", "round", "when"}, where)
    try:
        effect = Effect(str(given.get("effect")))
    except ValueError:
        raise BadMapping(f"{where}: effect is one of {', '.join(Effect)}") from None
    by = given.get("by", 0)
    if not isinstance(by, int) or isinstance(by, bool) or by < 0 or by > 700 or (effect is Effect.EXTEND) != (by > 0):
        raise BadMapping(f"{where}: by is a number of days from 1 to 700, and only with extend")
    when = _table(given.get("when") or {}, f"{where}.when")
    return Rule(
        effect,
        str(given.get("kind") or ""),
        by,
        given.get("round") is True,
        tuple((str(key), str(value)) for key, value in when.items()),
    )


def _limit(said: Any) -> Limit:
    if isinstance(said, int) and not isinstance(said, bool):
        said = {"days": said}
    given = _known(said, {"days", "attribute", "deadline"}, "limit")
    if len(given) != 1:
        raise BadMapping("limit: give one of days, attribute, deadline")
    if "days" in given:
        if not isinstance(given["days"], int) or not 0 <= given["days"] <= 32_000:
            raise BadMapping("limit.days is a whole number from 0 to 32000")
        return Limit(value=given["days"])
    return Limit(attribute=_text(given, "attribute", ""), deadline=_text(given, "deadline", ""))


def _name(said: Any) -> str:
    """The attribute's name; empty where a fixed value or nothing is given."""
    return said if isinstance(said, str) else ""


def _known(said: Any, keys: set[str], where: str) -> dict[str, Any]:
    given = _table(said, where)
    if unknown := sorted(str(key) for key in given if key not in keys):
        raise BadMapping(f"{where}: unknown {', '.join(unknown)}; known are {', '.join(sorted(keys))}")
    return given


def _table(said: Any, where: str) -> dict[Any, Any]:
    if not isinstance(said, dict):
        raise BadMapping(f"{where} must be a table of keys and values")
    return said


def _text(given: dict[str, Any], key: str, default: str | None = None) -> str:
    said = given.get(key, default)
    if not isinstance(said, str) or (default is None and not said):
        raise BadMapping(f"{key} must be text; put it between quotes")
    return said


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (LookupError, ValueError, OSError):
        raise BadMapping(f"timezone {name} is not known; write one such as Asia/Shanghai") from None
