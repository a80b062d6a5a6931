"""Every verb in every state: what the table does not name is refused on the server, whoever calls, and writes nothing."""

from datetime import date, timedelta

import pytest

from approvals.joint import commands as joint
from approvals.joint import rules
from approvals.models import JointPart, JointReview
from core.commands import SYSTEM_USER, all_commands
from core.errors import NotPermitted, WrongState
from core.models import JournalEntry
from core.time import now, travel
from tests.approvals import county as c
from tests.approvals.joint import world as w

pytestmark = pytest.mark.django_db
REVIEW_VERBS = [
    command for command in all_commands() if command.subject is JointReview and command.name in rules.REVIEW
]
PART_VERBS = [command for command in all_commands() if command.subject is JointPart and command.name in rules.PART]


@pytest.fixture
def review(tmp_path):
    with travel(date(2026, 3, 2)):
        county = c.build()
        row = w.drawing_review(county, tmp_path)
        row.county = county
        yield row


def people(county):
    return [county.owner, county.clerk, county.people["stranger"], SYSTEM_USER] + [
        county.people[role, "HOUSING"] for role in ("reviewer", "head", "lead")
    ]


def test_the_tables_name_every_verb():
    known = {command.name for command in all_commands() if command.name.startswith("joint.")}
    assert {name for name in rules.REVIEW if not name.endswith(("part",))} <= known
    assert {command.name for command in REVIEW_VERBS} == {
        name for name, step in rules.REVIEW.items() if step.sources != frozenset({""}) and step.sources
    }
    assert {command.name for command in PART_VERBS} == set(rules.PART) - {"joint.open_part", "joint.close_part"}


@pytest.mark.parametrize("command", REVIEW_VERBS, ids=lambda command: command.name)
@pytest.mark.parametrize("state", JointReview.State.values)
def test_a_procedure_moves_only_as_the_table_says(review, command, state):
    if state in rules.REVIEW[command.name].sources:
        pytest.skip("allowed")
    outcome = {"outcome": "PASS", "concluded_at": now()} if state == "CONCLUDED" else {}
    JointReview.objects.filter(pk=review.pk).update(state=state, **outcome)
    _refused(review, command, people(review.county))


@pytest.mark.parametrize("command", PART_VERBS, ids=lambda command: command.name)
@pytest.mark.parametrize("state", JointPart.State.values)
def test_a_part_moves_only_as_the_table_says(review, command, state):
    if state in rules.PART[command.name].sources:
        pytest.skip("allowed")
    part = w.part(review, "FIRE")
    JointPart.objects.filter(pk=part.pk).update(
        state=state, silence=True, author=review.county.owner, answered_at=now()
    )
    _refused(part, command, people(review.county))


def _refused(row, command, who):
    before = type(row)._default_manager.filter(pk=row.pk).values().get()
    entries = JournalEntry.objects.count()
    data = {
        "joint.conclude": {"outcome": "PASS", "text": "x"}, "joint.send_list": {"until": date(2026, 3, 9)},
        "joint.answer_list": {"answers": {}}, "joint.withdraw": {"reason": "x"},
        "joint.rebook": {"scheduled_at": now() + timedelta(days=1), "place": "x"}, "joint.answer_late": {"text": "x"},
    }.get(command.name, {})  # fmt: skip
    for user in who:
        with pytest.raises((WrongState, NotPermitted)):
            command.perform(user, row, **data)
    assert type(row)._default_manager.filter(pk=row.pk).values().get() == before
    assert JournalEntry.objects.count() == entries


def test_verbs_of_other_kinds_are_refused(review):
    lead = w.lead(review.county, review)
    for command, data in (
        (joint.convening.rebook, {"scheduled_at": now() + timedelta(days=1), "place": "现场"}),
        (joint.convening.close_attendance, {}),
    ):
        with pytest.raises(NotPermitted):
            command.perform(lead, review, **data)
