"""Every verb against every state, whoever calls: what domain.md §3.1 does not name is refused on the server.

The matrix is generated from the registry, so a verb added later is in it the day it is registered. Permission and
validators are taken out of the way: the state alone must be enough to refuse.
"""

from dataclasses import replace
from datetime import date

import pytest

from approvals import rules
from approvals.models import ItemCase, JointApplication
from approvals.record import move_application, move_case
from core import commands as registry
from core.commands import ANY_STATE, SYSTEM_USER, Command, Context
from core.errors import WrongState
from core.journal import SYSTEM
from core.models import JournalEntry
from core.time import now, travel
from tests.approvals import world as w

pytestmark = pytest.mark.django_db
STATES = {
    JointApplication: JointApplication.State.values,
    ItemCase: ItemCase.State.values,
}
TABLES = {JointApplication: rules.APPLICATION, ItemCase: rules.CASE}
#: Verbs that keep the state, so no table has them; each names where it works.
WITHOUT_STEP = {
    "approvals.save_draft": {"DRAFT"},
    "approvals.discard": {"DRAFT"},
    "approvals.request_case_withdrawal": rules.STARTED,
    "approvals.settle_affected": set(ItemCase.State.values),
    "approvals.explain_overtime": {"OPEN", "REVIEWED"},
    "approvals.note_at_counter": {"DRAFT"},
    "approvals.save_answers": {"CORRECTION"},
    "approvals.save_item_answers": {"RECEIVED"},
    "approvals.promise_papers": {"DRAFT", "CORRECTION"},
    "approvals.promise_item_papers": {"RECEIVED"},
    "approvals.save_correction_answers": {"CORRECTING"},
}
#: Verbs of the tables that only happen inside another command.
INNER = {
    "approvals.pass",
    "approvals.fail",
    "approvals.waive",
    "approvals.resume_case",
    "approvals.readmit_case",
    "approvals.recall",
    "approvals.revoke",
    "approvals.create_draft",
}
VERBS = [command for command in registry.all_commands() if command.subject in STATES]
OWN = [command for command in VERBS if command.name.startswith("approvals.")]
PLACES = [(model, state) for model, states in STATES.items() for state in states]
REFUSED = [(command, state) for command in VERBS for state in STATES[command.subject] if state not in command.states]


@pytest.fixture
def county():
    with travel(date(2026, 3, 9)):
        yield w.build(1)


def row_in(county, model, state):
    """A row of the model in that state; an application, or the case of one that is under review."""
    if model is JointApplication:
        return w.rows(county, state, "OPEN")
    return w.rows(county, "ACCEPTED", state).cases.get()


def facts(row):
    return type(row).objects.filter(pk=row.pk).values().get()


def test_the_matrix_holds_every_verb_of_the_room_and_more_refusals_than_ways():
    assert {command.name for command in OWN} >= {
        *(set(rules.APPLICATION) | set(rules.CASE)) - INNER,
        *WITHOUT_STEP,
        "approvals.sign",
        "approvals.confirm_annulment",
    }
    ways = sum(len(command.states) for command in VERBS)
    assert len(REFUSED) == sum(len(STATES[command.subject]) for command in VERBS) - ways
    assert len(REFUSED) > 4 * ways


@pytest.mark.parametrize("command", OWN, ids=lambda command: command.name)
def test_a_verb_starts_only_where_the_table_says(command):
    if command.name in WITHOUT_STEP:
        assert set(command.states) == WITHOUT_STEP[command.name]
        return
    both = {
        "approvals.sign": ("approvals.pass", "approvals.fail"),
        "approvals.confirm_annulment": ("approvals.recall", "approvals.revoke"),
        "approvals.open_assumed": ("approvals.open_case",),
    }
    names = both.get(command.name, (command.name,))
    for name in names:
        assert set(command.states) <= TABLES[command.subject][name].sources


@pytest.mark.parametrize(("model", "state"), PLACES, ids=str)
def test_a_verb_in_a_state_without_a_way_is_refused_even_to_who_may_do_everything(county, model, state):
    row = row_in(county, model, state)
    before = facts(row)
    for command in [command for command, other in REFUSED if (command.subject, other) == (model, state)]:
        anyone = replace(command, may=lambda user, subject: True, validators=[], system=True)
        for user in (county.owner, county.head_0, SYSTEM_USER):
            with pytest.raises(WrongState):
                anyone.perform(user, row)
            assert facts(row) == before, command.name
    assert not JournalEntry.objects.exists()


def context(verb, model):
    """What the body of a command called `verb` would get if it had no declared states at all."""
    command = Command(
        name=verb, label=verb, subject=model, may=lambda user, subject: True,
        states=ANY_STATE, validators=[], run=lambda context, subject: None,
    )  # fmt: skip
    return Context(user=SYSTEM_USER, actor=SYSTEM, command=command, effective_at=now())


@pytest.mark.parametrize(("model", "state"), PLACES, ids=str)
def test_not_even_the_body_of_a_command_moves_a_row_past_the_table(county, model, state):
    """The second door: a command whose declared states were wrong still could not move the row."""
    row = row_in(county, model, state)
    before = facts(row)
    move = move_application if model is JointApplication else move_case
    for verb in [verb for verb, step in TABLES[model].items() if state not in step.sources]:
        with pytest.raises(WrongState):
            move(context(verb, model), model.objects.get(pk=row.pk))
        assert facts(row) == before, verb
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("verb", [verb for verb, step in rules.CASE.items() if step.blzt])
def test_a_case_whose_last_report_does_not_allow_the_next_stays(county, verb):
    """Right state, wrong national status: nothing that the chain of BLZT forbids is ever reported."""
    step = rules.CASE[verb]
    row = row_in(county, ItemCase, min(step.sources))
    broken = [code for code in [None, *range(1, 16)] if not _allowed(step, code)]
    assert len(broken) >= 9
    for code in broken:
        ItemCase.objects.filter(pk=row.pk).update(blzt=code)
        before = facts(row)
        with pytest.raises(WrongState):
            move_case(context(verb, ItemCase), ItemCase.objects.get(pk=row.pk))
        assert facts(row) == before, code
    assert not JournalEntry.objects.exists()


def _allowed(step, code):
    """By the published pairs, not by the code under test; a withdrawal first ends a special procedure.

    After an ended one (10) a correction (6) first resumes the review (8).
    """
    if (step.blzt == (2,) and code in (9, 10)) or (step.blzt == (6,) and code == 10):
        return True
    return step.blzt[0] in rules.BLZT_AFTER.get(code, ())
