from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals import rules
from approvals.models import ItemCase, JointApplication

APPLICATION_STATES = [state.value for state in JointApplication.State]
CASE_STATES = [state.value for state in ItemCase.State]


@pytest.mark.parametrize("state", APPLICATION_STATES)
@pytest.mark.parametrize("verb", rules.APPLICATION)
def test_a_verb_moves_an_application_only_from_the_states_of_the_table(verb, state):
    step = rules.APPLICATION[verb]
    if state in step.sources:
        assert rules.after(rules.APPLICATION, verb, state) == step.target
    else:
        with pytest.raises(rules.NotAllowed):
            rules.after(rules.APPLICATION, verb, state)


@pytest.mark.parametrize("state", CASE_STATES)
@pytest.mark.parametrize("verb", rules.CASE)
def test_a_verb_moves_a_case_only_from_the_states_of_the_table(verb, state):
    step = rules.CASE[verb]
    if state in step.sources:
        assert rules.after(rules.CASE, verb, state) == step.target
    else:
        with pytest.raises(rules.NotAllowed):
            rules.after(rules.CASE, verb, state)


def test_every_state_of_the_tables_exists_and_every_open_state_has_a_way_out():
    for table, states in ((rules.APPLICATION, APPLICATION_STATES), (rules.CASE, CASE_STATES)):
        for step in table.values():
            assert step.sources | {step.target} <= set(states)
    for state in JointApplication.OPEN_STATES:
        assert any(state in step.sources for step in rules.APPLICATION.values())
    for state in set(CASE_STATES) - rules.DONE - {"RECEIVED"}:
        assert any(state in step.sources for step in rules.CASE.values())


def test_an_ended_application_and_a_decided_case_cannot_move_any_more():
    for state in set(APPLICATION_STATES) - set(JointApplication.OPEN_STATES) - {"DRAFT"}:
        assert not [verb for verb, step in rules.APPLICATION.items() if state in step.sources]
    for state in rules.DONE - {"PASSED", "LATE_FILES"}:
        assert not [verb for verb, step in rules.CASE.items() if state in step.sources]
    ends = {step.target for step in rules.CASE.values() if "PASSED" in step.sources}
    assert ends == {"PASSED", "RECALLED", "REVOKED"}
    late = {step.target for step in rules.CASE.values() if "LATE_FILES" in step.sources}
    assert late == {"PASSED", "REVOKED"}  # 12 is followed by 11 or 15 alone
    assert set(ItemCase.DONE_STATES) == rules.DONE


NATIONAL = {
    None: {1},
    1: {2, 3, 4, 5, 6},
    6: {7, 2},
    7: {3, 5, 6, 2},
    3: {8, 2, 13},
    8: {9, 6, 11, 12, 13, 2, 14},
    9: {10},
    10: {8, 9, 11, 12, 13},
    12: {11, 14, 15},
    11: {14, 15},
}


@pytest.mark.parametrize("after", range(1, 16))
@pytest.mark.parametrize("before", [None, *range(1, 16)])
def test_the_national_status_follows_only_the_published_transitions(before, after):
    assert rules.may_follow(before, after) == (after in NATIONAL.get(before, set()))


def test_a_withdrawal_during_a_special_procedure_first_ends_it():
    withdraw = rules.CASE["approvals.withdraw_case"]
    assert rules.reports(withdraw, 8) == (2,)
    assert rules.reports(withdraw, 9) == (10, 8, 2)
    assert rules.reports(withdraw, 10) == (8, 2)


def test_a_correction_after_a_special_procedure_first_resumes_the_review():
    correct = rules.CASE["approvals.start_correction"]
    assert rules.reports(correct, 8) == (6,)
    assert rules.reports(correct, 10) == (8, 6)


def test_a_report_that_breaks_the_chain_is_refused():
    with pytest.raises(rules.NotAllowed):
        rules.reports(rules.CASE["approvals.pass"], 3)


def test_a_case_waits_for_its_prerequisites_and_not_for_items_outside_the_application():
    states = {"201": "OPEN", "202": "WAITING"}
    assert rules.readiness([["201"], ["999"]], states).waiting == ("201",)
    assert rules.readiness([["999"]], states).ready
    assert rules.readiness([], states).ready


def test_of_a_group_of_prerequisites_one_is_enough():
    either = [["101", "105"]]
    assert rules.readiness(either, {"101": "FAILED", "105": "PASSED"}).ready
    assert rules.readiness(either, {"101": "FAILED", "105": "OPEN"}).waiting == ("105",)
    assert rules.readiness(either, {"101": "FAILED", "105": "WITHDRAWN"}).dead == ("101", "105")


@pytest.mark.parametrize("ended", ["FAILED", "WITHDRAWN", "CLOSED", "RECALLED", "REVOKED"])
def test_a_prerequisite_that_fails_is_named_as_the_reason_why_a_case_never_opens(ended):
    readiness = rules.readiness([["201"], ["202"]], {"201": ended, "202": "PASSED"})
    assert readiness.dead == ("201",)
    assert not readiness.ready


def test_day_zero_of_a_waiting_case_is_the_day_of_its_last_prerequisite():
    accepted, friday, monday = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 9)
    assert rules.opening_day(accepted, [], {}) == accepted
    assert rules.opening_day(accepted, [["201"], ["202"]], {"201": monday, "202": friday}) == monday
    assert rules.opening_day(accepted, [["201", "202"]], {"201": monday, "202": friday}) == friday
    # A prerequisite decided before acceptance, in an earlier stage, never moves day 0.
    assert rules.opening_day(accepted, [["201"]], {"201": date(2026, 2, 27)}) == accepted


STATE = st.sampled_from(CASE_STATES)


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3), max_size=4),
    st.dictionaries(st.sampled_from("abcdef"), STATE),
)
def test_a_case_is_ready_waiting_or_dead_and_never_two_of_these_for_one_group(needs, states):
    readiness = rules.readiness(needs, states)
    assert not set(readiness.waiting) & set(readiness.dead)
    assert all(states[code] in rules.DONE - rules.MET for code in readiness.dead)
    assert all(states[code] not in rules.DONE for code in readiness.waiting)
    if readiness.ready:
        assert all(
            any(states[code] in rules.MET for code in group if code in states) or not any(c in states for c in group)
            for group in needs
        )


@pytest.mark.parametrize(
    ("today", "accepted"), [(date(2026, 2, 24), False), (date(2026, 2, 25), False), (date(2026, 2, 26), True)]
)
def test_silence_accepts_on_the_day_after_the_last_day_of_the_notice_limit(today, accepted):
    assert rules.silence_accepts("RECEIVED", date(2026, 2, 25), today) is accepted


def test_silence_never_accepts_a_file_that_waits_for_the_applicant_or_is_under_review():
    for state in set(APPLICATION_STATES) - {"RECEIVED", "CORRECTED"}:
        assert not rules.silence_accepts(state, date(2026, 2, 25), date(2027, 1, 1))
    assert not rules.silence_accepts("RECEIVED", None, date(2027, 1, 1))
