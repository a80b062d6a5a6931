"""An officer's few clocks are read at once: page for page and cursor for cursor the wall of many."""

import random
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from clocks.models import Clock
from core.keyset import Page, page
from core.prepared import Prepared
from supervision import queries
from supervision.querysets import FewClocks
from tests.supervision.conftest import TODAY, Land


def some_clocks(land: Land, dice: random.Random) -> None:
    """Up to sixty clocks of a department and of others, running, stopped, waiting and ended, many on the same day."""
    rows: list[Clock] = []
    for _ in range(dice.choice([0, 1, 7, 60])):
        day = TODAY + timedelta(days=dice.randrange(-3, 3))
        project, function = dice.randrange(4), dice.choice(["HOUSING", "HOUSING", "WATER"])
        facts: dict[str, Any] = dice.choice([
            {"due_on": day}, {"due_on": day},
            {"due_on": day, "state": "STOPPED", "stopped_on": day, "left": 2},
            {"due_on": None, "origin_on": day, "kind": "STAGE", "department": None},
            {"due_on": day, "kind": "CAP", "department": None},
            {"due_on": day, "state": "ENDED", "ended_on": day},
        ])  # fmt: skip
        rows.append(land.row(facts.pop("due_on"), function=function, project_id=project, **facts))
    land.rows(*rows)


def walked(user: User, light: str, size: int) -> list[Page]:
    """All pages forwards, then all the way back from the last."""

    def at(cursor: str) -> Page:
        clocks = queries.watched_clocks(user)
        narrowed = clocks.at_light(light, TODAY) if light else clocks
        return page(queries.ordered(queries.shown(narrowed), "urgency", light), cursor, size)

    pages = [at("")]
    while pages[-1].next:
        pages.append(at(pages[-1].next))
    back = [pages[-1]]
    while back[-1].previous:
        back.append(at(back[-1].previous))
    return pages + back


@pytest.mark.parametrize("seed", range(24))
def test_few_clocks_are_paged_like_many(land: Land, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    dice = random.Random(seed)
    some_clocks(land, dice)
    officer = land.officer("360121", "HOUSING")
    light, size = dice.choice(["", "", "", "YELLOW", "WARN", "STOPPED"]), dice.choice([1, 2, 5, 60])
    assert isinstance(queries.watched_clocks(officer), FewClocks)
    few = walked(officer, light, size)
    monkeypatch.setattr(queries, "FEW", 0)
    many = queries.watched_clocks(officer)
    assert not isinstance(many, FewClocks) or not many.exists()
    assert few == walked(officer, light, size)


def test_the_cases_above_reach_every_part_and_turn_pages_inside_ties(land: Land) -> None:
    dice = random.Random(5)
    while Clock.objects.open().count() < 60:
        some_clocks(land, dice)
    pages = walked(land.officer("360121", "HOUSING"), "", 2)
    rows = [row for one in pages for row in one.rows]
    assert {(row.state, row.due_on is None) for row in rows} == {
        ("RUNNING", False),
        ("STOPPED", False),
        ("RUNNING", True),
    }
    assert any(one.rows[-1].due_on == other.rows[0].due_on for one, other in zip(pages, pages[1:], strict=False))


def test_a_cursor_typed_by_hand_shows_the_first_page(land: Land) -> None:
    from base64 import urlsafe_b64encode

    land.rows(*(land.row(TODAY + timedelta(days=n)) for n in range(5)))
    officer = land.officer("360121", "HOUSING")
    segments = queries.ordered(queries.shown(queries.watched_clocks(officer)), "urgency")
    first = page(segments, "", 2)
    for typed in ('["n",0,null,1]', '["n",0,"2026-03-20",null]', '["n",0,"2026-03-20"]', '["n",7,"2026-03-20",1]',
                  '["n",0,[1],{}]', '["n",0,"2026-03-20",1,1]'):  # fmt: skip
        assert page(segments, urlsafe_b64encode(typed.encode()).decode(), 2) == first, typed


def test_few_clocks_cost_one_query_for_the_keys_and_one_for_all_parts(land: Land, django_assert_num_queries) -> None:
    land.rows(land.row(TODAY), land.row(TODAY, state="STOPPED", stopped_on=TODAY, left=1), land.row(None, kind="STAGE"))
    officer = land.officer("360121", "HOUSING")
    queries.scope.acting(officer)
    with django_assert_num_queries(2):
        found = page(queries.ordered(queries.shown(queries.watched_clocks(officer)), "urgency"))
    assert len(found.rows) == 3


def test_an_officer_of_several_departments_sees_each_clock_once(land: Land) -> None:
    from accounts.models import Membership

    land.rows(
        land.row(TODAY, project_id=1), land.row(TODAY, function="WATER", project_id=1),
        land.row(TODAY, kind="CAP", department=None, project_id=1),
    )  # fmt: skip
    officer = land.officer("360121", "HOUSING")
    water = land.departments["360121", "WATER"]
    Membership.objects.create(user=officer, role="HEAD", department=water, valid_from=TODAY)
    found = page(queries.ordered(queries.watched_clocks(officer), "urgency"))
    assert len(found.rows) == len({row.pk for row in found.rows}) == 3
    assert isinstance(queries._first_of(301, "department_0", "department_1"), Prepared)
