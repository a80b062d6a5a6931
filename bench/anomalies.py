"""How well the anomaly rules find what was planted among honest applications: recall, false alarms, precision.

    python -m bench.anomalies [applications] [planted per rule] [seed]

Honest life has coincidences that look like a pattern: a stop that must begin late, an entry two days behind after an
outage, a second notice the supervisor allowed, a simple case decided on the spot. They are dealt with the shares below,
which are assumptions of this measurement and not observations, so precision says how the rules behave under them;
recall does not depend on them. The detectors run with the shipped parameters, on facts, without a database.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from supervision.anomalies.detectors import DETECTORS
from supervision.anomalies.facts import ApplicationFact, CaseFact, Entry, StopFact
from supervision.anomalies.shipped import RULES

RESULT = Path(__file__).parent / "results" / "anomalies.json"
PARAMETERS: Final[dict[str, dict[str, int]]] = {rule["code"]: rule["parameters"] for rule in RULES}
PLANTED: Final = ("FAKE_PARALLEL", "STOP_NEAR_LIMIT", "DECIDED_WITHIN_MINUTES", "BACK_FILLED", "REPEATED_RETURNS")
SHARES: Final = {"stop": 0.06, "entered_next_day": 0.02, "entered_after_outage": 0.002, "second_notice": 0.004,
                 "on_the_spot": 0.003, "noticed": 0.3, "waits": 0.2}  # fmt: skip
"""Assumed shares of cases or applications in which each happens honestly. A stop begins
anywhere in the limit, most often after a fifth of it."""
NOON: Final = datetime(2026, 3, 2, 4, tzinfo=UTC)


def honest(dice: Random, pk: int) -> ApplicationFact:
    """An application in which nobody does anything wrong, coincidences included."""
    opened = NOON + timedelta(days=dice.randrange(200), minutes=dice.randrange(300))
    notices: tuple[date, ...] = (opened.date() - timedelta(days=6),) if dice.random() < SHARES["noticed"] else ()
    if notices and dice.random() < SHARES["second_notice"] / SHARES["noticed"]:
        notices = (*notices, opened.date() - timedelta(days=2))
    cases = tuple(_case(dice, pk * 10 + place, opened) for place in range(dice.randint(2, 6)))
    received = opened.date() - timedelta(days=8 if notices else 2)
    return ApplicationFact(
        pk=pk, received_on=received, answered_on=received + timedelta(days=2), answer_days=dice.randint(0, 5),
        notices=notices, cases=cases,
    )  # fmt: skip


def _case(dice: Random, pk: int, opened: datetime) -> CaseFact:
    limit, waits = dice.choice((3, 5, 7, 10, 15, 20)), dice.random() < SHARES["waits"]
    begun = opened + timedelta(days=dice.randint(1, 9)) if waits else opened
    used = max(1, min(limit, round(limit * dice.uniform(0.2, 1.1))))
    decided = begun + timedelta(days=used, hours=2)
    if not waits and dice.random() < SHARES["on_the_spot"]:
        used, decided = 0, begun + timedelta(minutes=dice.randint(2, 9))
    late = 0
    if dice.random() < SHARES["entered_after_outage"]:
        late = 2
    elif dice.random() < SHARES["entered_next_day"]:
        late = 1
    stops = (
        (StopFact("EXPERT_REVIEW", begun.date(), round(dice.triangular(0, limit, limit / 5)), 5),)
        if dice.random() < SHARES["stop"]
        else ()
    )
    return CaseFact(
        pk=pk,
        item="建筑工程施工许可",
        department_id=1,
        limit=limit,
        opened_on=begun.date(),
        opened_at=None if waits else begun,
        decided_at=decided,
        decided_on=decided.date(),
        used=used,
        waits=waits,
        prepared_at=opened - timedelta(days=dice.randint(1, 3)),
        stops=stops,
        entries=(_entry(decided.date(), late),) if late else (),
    )


def _entry(day: date, later: int) -> Entry:
    return Entry("approvals.sign", day, day + timedelta(days=later), later)


def planted(code: str, dice: Random, application: ApplicationFact) -> ApplicationFact:
    """The same application with one pattern in it, from barely to grossly."""
    together = min(one.opened_on for one in application.cases if one.opened_on)
    case, other = [replace(one, waits=False, opened_on=together, opened_at=None) for one in application.cases[:2]]
    rest, ended = (other, *application.cases[2:]), case.decided_on or together
    if code == "FAKE_PARALLEL":
        case = replace(case, opened_on=together + timedelta(days=dice.randint(1, 20)))
    elif code == "STOP_NEAR_LIMIT":
        used = dice.randint(-(-case.limit * 9 // 10), case.limit)
        case = replace(case, stops=(StopFact("THIRD_PARTY", together, used, dice.randint(1, case.limit)),))
    elif code == "DECIDED_WITHIN_MINUTES":
        at = datetime.combine(together, NOON.timetz())
        decided = at + timedelta(seconds=dice.randint(5, 600))
        case = replace(case, opened_at=at, decided_at=decided, decided_on=decided.date(), used=0)
    elif code == "BACK_FILLED":
        case = replace(case, entries=(_entry(ended, dice.randint(2, 30)),))
    elif code == "REPEATED_RETURNS":
        received = application.received_on or together
        return replace(application, notices=tuple(received + timedelta(days=n) for n in range(dice.randint(2, 5))))
    return replace(application, cases=(case, *rest))


@dataclass(frozen=True, slots=True)
class Score:
    """What one rule made of the applications; a subject counts once."""

    planted: int
    found: int
    false_alarms: int

    @property
    def recall(self) -> float:
        """Share of the planted ones that were found."""
        return self.found / self.planted

    @property
    def precision(self) -> float:
        """Share of the alarmed applications in which the pattern had been planted."""
        alarms = self.found + self.false_alarms
        return self.found / alarms if alarms else 1.0


def measure(number: int, each: int, seed: int) -> dict[str, Score]:
    """Plant `each` of every pattern among `number` applications, and let every rule look at all of them."""
    dice = Random(seed)
    applications = [honest(dice, pk) for pk in range(1, number + 1)]
    places = dice.sample(range(number), each * len(PLANTED))
    truth: dict[str, set[int]] = defaultdict(set)
    for turn, place in enumerate(places):
        code = PLANTED[turn % len(PLANTED)]
        applications[place] = planted(code, dice, applications[place])
        truth[code].add(applications[place].pk)
    return {code: _score(code, applications, truth[code]) for code in PLANTED}


def _score(code: str, applications: list[ApplicationFact], truth: set[int]) -> Score:
    look: Callable[..., Iterator[Any]] = DETECTORS[code]
    alarmed = {one.pk for one in applications if next(look(one, **PARAMETERS[code]), None) is not None}
    return Score(len(truth), len(alarmed & truth), len(alarmed - truth))


def main() -> int:
    number, each, seed = (int(given) for given in (sys.argv[1:] + ["10000", "40", "7"][len(sys.argv) - 1 :])[:3])
    scores = measure(number, each, seed)
    rows = {
        code: {**{name: getattr(one, name) for name in ("planted", "found", "false_alarms")},
               "recall": round(one.recall, 4), "precision": round(one.precision, 4)}
        for code, one in scores.items()
    }  # fmt: skip
    missed = sum((Counter({code: one.planted - one.found}) for code, one in scores.items()), Counter())
    for code, row in rows.items():
        print(f"{code:<24} {row}")
    result = {"applications": number, "planted_per_rule": each, "seed": seed, "assumed_shares": SHARES, "rules": rows}
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
