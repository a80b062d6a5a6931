"""ADR 12 in every room: no row of a project can match what an administrator asks for, whatever the tables hold."""

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Model

from tests.people import Province

#: Rooms whose rows tell of single projects.
ROOMS = ("approvals", "clocks", "documents", "projects", "supervision")

#: Rows that tell of no project: public, or one's own.
OPEN = {
    "approvals.Message",
    "clocks.CalendarVersion",
    "clocks.LocalClosure",
    "documents.LetterTemplate",
    "supervision.HistoryLog",
    "supervision.HistoryCase",
}


def guarded() -> list[type[Model]]:
    """Every model of `ROOMS` that is read through `visible_to` and is not `OPEN`."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    own = {model for model in models if {field.name for field in model._meta.fields} >= {"user"}}
    reads = [model for model in models if hasattr(model._default_manager, "visible_to")]
    return [model for model in reads if model._meta.label not in OPEN and model not in own]


def can_match(model: type[Model], user: object) -> bool:
    """False when the filter is empty for any contents of the database (Django then asks no query at all)."""
    try:
        str(model._default_manager.visible_to(user).query)
    except EmptyResultSet:
        return False
    return True


@pytest.mark.parametrize("model", guarded(), ids=lambda model: model._meta.label)
def test_nothing_of_a_project_can_match_for_an_administrator(model: type[Model], jiangxi: Province) -> None:
    assert not can_match(model, jiangxi["admin"])


@pytest.mark.parametrize("model", guarded(), ids=lambda model: model._meta.label)
def test_the_same_question_of_a_supervisor_may_match(model: type[Model], jiangxi: Province) -> None:
    assert can_match(model, jiangxi["supervisor"])
