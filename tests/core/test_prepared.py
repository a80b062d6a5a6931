"""Prepared queries answer as the ORM does, for any values, and refuse what they cannot ask."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Role, User
from accounts.scope import in_force
from core.prepared import Prepared, PreparedObjects
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


def test_whole_rows_come_as_the_orm_gives_them_with_their_neighbours() -> None:
    province()
    asked = PreparedObjects[Membership](
        lambda role: Membership.objects.select_related("user", "department__region").filter(role=role).order_by("pk"),
        role=str,
    )
    for role in (*Role.values, "NOBODY"):
        expected = list(Membership.objects.filter(role=role).order_by("pk"))
        with CaptureQueriesContext(connection) as made:
            found = asked.of(role=role)
            named = [(one.user.name, one.department and one.department.region.name) for one in found]
        assert len(made) == 1
        assert found == expected
        columns = [field.attname for field in Membership._meta.concrete_fields]
        assert [[getattr(one, name) for name in columns] for one in found] == [
            [getattr(one, name) for name in columns] for one in expected
        ]
        assert named == [(one.user.name, one.department and one.department.region.name) for one in expected]
        assert all(not one._state.adding and one._state.db == "default" for one in found)


def test_a_lock_is_part_of_the_question() -> None:
    asked = PreparedObjects[User](lambda pk: User.objects.select_for_update().filter(pk=pk).order_by(), pk=int)
    with transaction.atomic(), CaptureQueriesContext(connection) as made:
        asked.of(pk=1)
    locked = "FOR UPDATE" in made[0]["sql"]
    assert locked == connection.features.has_select_for_update
