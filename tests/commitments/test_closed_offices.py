"""Days on which the deciding offices were closed count for no limit of a promise (ADR 18)."""

from datetime import date

import pytest

from accounts.models import Membership, User
from clocks import closing
from clocks import doctor as clocks_doctor
from clocks.publishing import reckon_open_clocks
from commitments import doctor, tasks
from commitments.commands import revoking
from commitments.models import Breach
from core import journal
from core.time import travel
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)


@pytest.fixture
def county():
    with travel(MONDAY):
        built = w.build()
        yield built


def close(county, first, last):
    """章贡区 closes its offices, on a document, by two administrators."""
    users = [
        User.objects.create(username=name, name=name, is_superuser=True, is_staff=True) for name in ("垚一", "垚二")
    ]
    for user in users:
        Membership.objects.create(user=user, role="ADMIN", region=county.region.parent.parent, valid_from=w.c.SINCE)
    closure = closing.propose_closure.perform(
        users[0],
        region=county.region,
        first_day=first,
        last_day=last,
        document=f"章府办〔2026〕{first:%m%d}号",
        reason="防汛应急",
    )
    closing.confirm_closure.perform(users[1], closure)
    reckon_open_clocks()


def test_publicity_hearing_and_objection_skip_the_days_on_which_the_county_was_closed(county):
    close(county, date(2026, 3, 3), date(2026, 3, 4))
    commitment = w.sign(county, w.draft(county, w.project(county)))
    assert commitment.publicity_until == date(2026, 3, 11)  # 5, 6, 9, 10, 11 March; without the closure the 9th
    w.grant(county, commitment)
    w.verify(county, commitment, outcome="BROKEN")
    revoking.announce_revocation.perform(w.officer(county, commitment, "reviewer"), commitment, reason="不实")
    assert Breach.objects.get().heard_until == date(2026, 3, 11)
    revoking.state_case.perform(county.owner, commitment, statement="申辩")
    record = w.revoke(county, commitment)
    assert (record.objection_until, record.publish_from) == (date(2026, 3, 11), date(2026, 3, 12))
    assert list(clocks_doctor.check()) == []


def test_a_promised_day_on_which_the_county_was_closed_moves_to_the_next_open_day(county):
    commitment = w.granted(county, w.project(county), "NC", "303", on=date(2026, 6, 22))
    assert commitment.obligations.get().due_on == date(2026, 6, 22)
    close(county, date(2026, 6, 22), date(2026, 6, 23))
    check = commitment.verifications.get()
    assert (tasks.follow_clocks(), tasks.follow_clocks()) == (1, 0)
    duty = commitment.obligations.get()
    assert duty.due_on == date(2026, 6, 24)
    assert set(duty.reminders.values_list("on", flat=True)) == {date(2026, 6, 5), date(2026, 6, 12), date(2026, 6, 18)}
    assert commitment.verifications.get().due_on == check.due_on
    assert [*doctor.check(), *clocks_doctor.check(), *journal.verify()] == []
    other = w.granted(county, w.project(county, "2601-360702-04-01-100009"), "NC", "303", on=date(2026, 6, 22))
    assert other.obligations.get().due_on == date(2026, 6, 24)
    assert min(other.obligations.get().reminders.values_list("on", flat=True)) == date(
        2026, 6, 5
    )  # 18 and 12 June; ten working days back
