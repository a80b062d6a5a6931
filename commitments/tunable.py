"""可修订的承诺规则: which numbers of a catalogue version a document may change, and the version with them changed. Pure."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from catalogue.parse import parse_catalogue
from catalogue.practice import MAY_BE_ZERO, MOST

NUMBERS: Final = (
    "hearing_days", "objection_days", "spot_check_months.A", "spot_check_months.B", "spot_check_months.C",
    "spot_check_days", "acceptance_check_days", "rectified_check_days", "production_check_days", "assessment_days",
    "production_months", "most_years", "late_days", "convert_days", "grace_days", "draw_rates.A", "draw_rates.B",
    "draw_rates.C", "visit_days", "result_days", "publication.MINOR.longest", "publication.GENERAL.shortest",
    "publication.GENERAL.longest", "publication.SERIOUS.shortest", "publication.SERIOUS.longest", "repeat_months",
    "repeat_count", "good_faith_kept", "small_floor_area",
)  # fmt: skip
"""Of the section `practice`; the reminders beside them are a list."""
TRACK_NUMBERS: Final = ("decide_days", "publicity_days", "verify_months", "rectify_days")
"""Of a track, where it has them at all."""
REMINDERS: Final = "practice.reminders"


@dataclass(frozen=True, slots=True)
class Tunable:
    """One value: its path in the catalogue, what stands there, and the bounds of what may."""

    path: str
    value: Any
    lowest: int = 1
    highest: int = 999

    @property
    def track(self) -> str:
        """The track it belongs to; "" for all."""
        parts = self.path.split(".")
        return parts[1] if parts[0] == "tracks" else ""

    @property
    def name(self) -> str:
        """Its name within practice or track."""
        parts = self.path.split(".")
        return ".".join(parts[2:] if self.track else parts[1:])


def tunables(content: Mapping[str, Any]) -> list[Tunable]:
    """Every value that may be changed, as `content` (the source of a version) has it."""
    told = parse_catalogue(content)
    found = [
        Tunable(f"tracks.{code}.{name}", value)
        for code, track in told.tracks.items()
        for name in TRACK_NUMBERS
        if (value := getattr(track, name))
    ]
    found.append(Tunable(REMINDERS, list(told.practice.reminders)))
    for path in NUMBERS:
        first = path.split(".")[0]
        lowest = 0 if first in MAY_BE_ZERO else 1
        found.append(Tunable(f"practice.{path}", _at(told.practice, path), lowest, MOST.get(first, 999)))
    return found


def _at(value: Any, path: str) -> Any:
    for part in path.split("."):
        value = value[part] if isinstance(value, Mapping) else getattr(value, part)
    return value


def changed(content: Mapping[str, Any], values: Mapping[str, Any], document: str) -> dict[str, Any]:
    """`content` with `values` by path, and the document as the basis of the section. Raises KeyError for an unknown path."""
    known = {one.path for one in tunables(content)}
    made = deepcopy(dict(content))
    practice: dict[str, Any] = dict(made.get("practice") or {})
    told = parse_catalogue(content).practice
    for path, value in values.items():
        if path not in known:
            raise KeyError(path)
        top, *rest = path.split(".")
        if top == "tracks":
            track = next(row for row in made["tracks"] if row["code"] == rest[0])
            track[rest[1]] = value
        elif rest[0] == "publication":
            practice.setdefault(
                "publication",
                {
                    name: {"shortest": one.shortest, "longest": one.longest, "published": one.published}
                    for name, one in told.publication.items()
                },
            )[rest[1]][rest[2]] = value
        elif len(rest) == 2:
            practice.setdefault(rest[0], dict(getattr(told, rest[0])))[rest[1]] = value
        else:
            practice[rest[0]] = value
    practice["basis"] = document
    made["practice"] = practice
    return made
