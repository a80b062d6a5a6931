"""Prepared queries answer as the ORM does, for any values, and refuse what they cannot ask."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from accounts.scope import in_force
from core.prepared import Prepared
from tests.people import province

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 27)


def _posts(user: int, day: date) -> Any:
    return Membership.objects.filter(in_force(day), user_id=user).order_by("pk").values_list("pk", "role", "valid_from")


def test_it_answers_as_the_orm_for_every_person_and_day() -> None:
    province()
    asked = Prepared(_posts, user=int, day=date)
    Membership.objects.filter(pk=Membership.objects.earliest("pk").pk).update(valid_to=DAY)
    for user in User.objects.all():
        for day in (date(1999, 1, 1), DAY, DAY + timedelta(days=1)):
            assert asked.rows(user=user.pk, day=day) == list(_posts(user.pk, day)), (user, day)


def test_one_question_is_one_statement() -> None:
    asked = Prepared(_posts, user=int, day=date)
    for user in (1, 2):
        with CaptureQueriesContext(connection) as made:
            asked.rows(user=user, day=DAY)
        assert len(made) == 1


def test_values_are_read_as_their_fields_read_them() -> None:
    from accounts.models import Delegation

    people = province()
    lent = Delegation.objects.first()
    assert lent is not None, people
    asked = Prepared(lambda pk: Delegation.objects.filter(pk=pk).values_list("project_codes", "valid_to"), pk=int)
    assert asked.rows(pk=lent.pk) == [(lent.project_codes, lent.valid_to)]


def test_a_value_that_does_not_arrive_is_refused() -> None:
    with pytest.raises(ValueError, match="user"):
        Prepared(lambda user: Session.objects.values_list("pk"), user=int).rows(user=1)


def test_other_values_than_were_named_are_refused() -> None:
    with pytest.raises(TypeError, match="day"):
        Prepared(_posts, user=int, day=date).rows(user=1)
