"""The rules of promises are changed by a document and two administrators, from a day on, for projects that come after."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from catalogue.versions import catalogue_of, current_catalogue, published
from commitments import tasks
from commitments.commands import ruling
from commitments.models import RuleChange
from core import journal
from core.errors import Invalid, NotPermitted
from core.time import travel
from tests.commitments import world as w

pytestmark = pytest.mark.django_db
START, LATER = date(2026, 3, 2), date(2026, 4, 1)
VALUES = {
    "practice.hearing_days": 7, "practice.draw_rates.C": 50, "practice.publication.GENERAL.longest": 6,
    "practice.reminders": [15, 3], "tracks.NC.publicity_days": 7, "practice.visit_days": 20,
}  # fmt: skip
PAPER = {"document": "赣政办〔2026〕9号", "reason": "延长公示", "effective_on": LATER}


@pytest.fixture
def county():
    with travel(START):
        yield w.build()


@pytest.fixture
def admins(county):
    people = [User.objects.create(username=f"admin{n}", name=f"㛃{n}") for n in (1, 2)]
    for person in people:
        Membership.objects.create(user=person, role="ADMIN", region_id="360000", valid_from=date(2020, 1, 1))
    return people


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_change_is_entered_by_one_confirmed_by_another_and_in_force_from_its_day(county, admins):
    first, second = admins
    row = w.project(county)
    change = ruling.propose_rules.perform(first, None, **PAPER, values=VALUES)
    assert set(change.values) == set(VALUES) - {"practice.visit_days"}  # that one stands already
    with pytest.raises(NotPermitted):
        ruling.confirm_rules.perform(first, change)
    ruling.confirm_rules.perform(second, change)
    change.refresh_from_db()
    assert (change.state, current_catalogue().practice.hearing_days, tasks.apply_due_rules()) == ("APPROVED", 5, 0)
    with travel(LATER):
        assert (tasks.apply_due_rules(), tasks.apply_due_rules()) == (1, 0)
    change.refresh_from_db()
    told = current_catalogue()
    assert (change.state, change.version, told.practice.basis) == ("APPLIED", published(), "赣政办〔2026〕9号")
    assert (told.practice.hearing_days, told.practice.reminders) == (7, (15, 3))
    assert told.practice.draw_rates == {"A": 5, "B": 10, "C": 50}
    assert told.practice.publication["GENERAL"].longest == 6
    assert (told.tracks["NC"].publicity_days, told.tracks["CBV"].publicity_days) == (7, 5)
    row.refresh_from_db()
    assert catalogue_of(row.catalogue_id).practice.hearing_days == 5  # a project keeps what it began with
    assert list(journal.verify()) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"document": "会议纪要"}, "document"),
        ({"reason": " "}, "reason"),
        ({"effective_on": date(2026, 3, 1)}, "effective_on"),
        ({"values": {"practice.hearing_days": 5}}, ""),
        ({"values": {"practice.publication.GENERAL.longest": 1}}, "written"),
    ],
)
def test_what_is_incomplete_or_reaches_back_is_refused_at_its_field(county, admins, said, field):
    with pytest.raises(Invalid) as refused:
        ruling.propose_rules.perform(admins[0], None, **{**PAPER, "values": VALUES, **said})
    assert set(refused.value.fields) == {field}


def test_on_the_page_old_and_new_stand_side_by_side_and_only_the_second_person_may_confirm(county, admins):
    first, second = (browser(user) for user in admins)
    url = reverse("commitments:rules")
    typed = {
        "document": "赣政办〔2026〕9号",
        "reason": "延长",
        "effective_on": "2026-03-02",
        "practice-reminders": "10、x",
    }
    assert first.post(url, typed).status_code == 422
    shown = first.get(url).context["form"]
    form = {name: field.initial for name, field in shown.fields.items() if name.startswith(("practice-", "tracks-"))}
    form |= {**typed, "practice-reminders": "10, 5, 1", "practice-hearing_days": "7"}
    page = first.post(url, form).headers["Location"]
    shown = first.get(page)
    assert shown.context["lines"] == [{"label": "撤销决定前陈述申辩", "unit": "个工作日", "old": "5", "new": "7"}]
    assert first.post(page, {"do": "confirm"}).status_code == 403
    assert second.post(page, {"do": "confirm"}).status_code == 302
    assert (RuleChange.objects.get().state, current_catalogue().practice.hearing_days) == ("APPLIED", 7)
    assert first.post(url, {**form, "practice-hearing_days": "8"}).status_code == 302  # the next one may be entered
