"""Every rule of electronic supervision: a planted case it finds, and its honest twin that it leaves alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from supervision.anomalies.detectors import DETECTORS
from supervision.anomalies.facts import ApplicationFact, CaseFact, Entry, StopFact
from supervision.anomalies.shipped import RULES

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
PARAMETERS: dict[str, dict[str, Any]] = {rule["code"]: rule["parameters"] for rule in RULES}
CASE = CaseFact(
    pk=7,
    item="建筑工程施工许可",
    department_id=1,
    limit=20,
    opened_on=DAY,
    opened_at=NOON,
    decided_at=NOON + timedelta(days=9),
    decided_on=DAY + timedelta(days=9),
    used=7,
    prepared_at=NOON - timedelta(days=20),
)
HONEST = ApplicationFact(1, DAY, DAY, 3, (DAY,), (), (), (CASE, replace(CASE, pk=8)))


def with_case(**facts: Any) -> ApplicationFact:
    return replace(HONEST, cases=(replace(CASE, **facts), replace(CASE, pk=8)))


def stop(used: int, days: int = 5) -> StopFact:
    return StopFact("EXPERT_REVIEW", DAY, used, days)


def entry(days: int) -> Entry:
    return Entry("approvals.decide", DAY, DAY + timedelta(days=days), days)


PLANTED = [
    ("FAKE_PARALLEL", with_case(opened_on=DAY + timedelta(days=1))),
    ("STOP_NEAR_LIMIT", with_case(stops=(stop(18),))),
    ("DECIDED_WITHIN_MINUTES", with_case(decided_at=NOON + timedelta(minutes=4), used=0, decided_on=DAY)),
    ("DECIDED_WITHIN_MINUTES", with_case(decided_at=NOON + timedelta(hours=3), used=0, decided_on=DAY)),
    ("BACK_FILLED", with_case(entries=(entry(2),))),
    ("BACK_FILLED", replace(HONEST, entries=(entry(2),))),
    ("REPEATED_RETURNS", replace(HONEST, notices=(DAY, DAY))),
    ("NO_NOTICE_IN_5_DAYS", replace(HONEST, answer_days=6)),
    ("PAUSE_ABUSE", with_case(stops=(stop(1), stop(2), stop(3)))),
    ("PAUSE_ABUSE", with_case(stops=(stop(1, days=41),))),
    ("MATERIAL_OUTSIDE_LIST", replace(HONEST, asked=((DAY, "其他材料"),))),
]
TWINS = [
    ("FAKE_PARALLEL", with_case(opened_on=DAY + timedelta(days=9), waits=True)),
    ("STOP_NEAR_LIMIT", with_case(stops=(stop(17),))),
    ("DECIDED_WITHIN_MINUTES", with_case(decided_at=NOON + timedelta(minutes=11), used=1, decided_on=DAY)),
    (
        "DECIDED_WITHIN_MINUTES",
        with_case(decided_at=NOON + timedelta(hours=3), used=0, decided_on=DAY, prepared_at=NOON),
    ),
    ("DECIDED_WITHIN_MINUTES", with_case(decided_at=NOON + timedelta(minutes=4), used=0, limit=0, decided_on=DAY)),
    ("BACK_FILLED", with_case(entries=(entry(1),))),
    ("REPEATED_RETURNS", replace(HONEST, notices=(DAY,))),
    ("NO_NOTICE_IN_5_DAYS", replace(HONEST, answer_days=5)),
    ("PAUSE_ABUSE", with_case(stops=(stop(1, days=20), stop(5, days=20)))),
    ("MATERIAL_OUTSIDE_LIST", HONEST),
]


def test_every_shipped_rule_has_a_detector_and_is_planted_here() -> None:
    assert set(PARAMETERS) == set(DETECTORS) == {code for code, _ in PLANTED} == {code for code, _ in TWINS}


@pytest.mark.parametrize(("code", "fact"), PLANTED)
def test_what_is_planted_is_found_once_and_by_its_own_rule(code: str, fact: ApplicationFact) -> None:
    found = [found for rule, look in DETECTORS.items() for _one in look(fact, **PARAMETERS[rule]) for found in [rule]]
    assert found == [code]


@pytest.mark.parametrize(("code", "fact"), TWINS)
def test_its_honest_twin_is_left_alone(code: str, fact: ApplicationFact) -> None:
    assert list(DETECTORS[code](fact, **PARAMETERS[code])) == []
