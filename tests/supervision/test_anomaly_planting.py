"""What is planted among honest applications is found, all of it, whatever the dice."""

from random import Random

import pytest

from bench.anomalies import PARAMETERS, PLANTED, SHARES, Score, honest, measure, planted
from supervision.anomalies.detectors import DETECTORS

QUIET = dict.fromkeys(SHARES, 0.0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_planted_pattern_is_found(seed: int) -> None:
    scores = measure(1500, 40, seed)
    assert {code: (score.planted, score.recall) for code, score in scores.items()} == dict.fromkeys(PLANTED, (40, 1.0))


def test_without_coincidences_there_is_no_false_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.anomalies.SHARES", {**QUIET, "entered_next_day": 0.05, "waits": 0.2, "noticed": 0.3})
    scores = measure(1500, 40, 5)
    assert all(score.false_alarms == 0 for score in scores.values()), scores
    assert all(score.precision == 1.0 for score in scores.values())


def test_a_planted_application_alarms_its_own_rule_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.anomalies.SHARES", {**QUIET, "waits": 0.2, "noticed": 0.3})
    dice = Random(11)
    for code in PLANTED:
        for pk in range(1, 200):
            fact = planted(code, dice, honest(dice, pk))
            alarmed = {rule for rule in PLANTED if any(DETECTORS[rule](fact, **PARAMETERS[rule]))}
            assert alarmed == {code}, fact


def test_precision_counts_alarmed_applications() -> None:
    assert Score(planted=4, found=3, false_alarms=1).precision == 0.75
    assert Score(planted=4, found=3, false_alarms=1).recall == 0.75
