"""The dashboard of control indicators: promised beside measured, what falls short, and nothing that is not one's own."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from regional_assessments.land import taking
from regional_assessments.land.dashboard import Tally
from regional_assessments.models import Parcel
from tests.regional_assessments import sites
from tests.regional_assessments.conftest import Land, plot
from tests.regional_assessments.test_land import COMPLETE, NOTICE, SIGNED, at

DONE, UNTIL = date(2027, 9, 1), date(2027, 12, 1)


def sold(land: Land, number: int) -> Parcel:
    """A parcel sold, side by side with the others."""
    with at(NOTICE):
        ground = plot(116.102 + 0.003 * number, 28.71)
        parcel = sites.announced(land.zone, land.manager, ground, NOTICE, name=f"䶮章{number}号地")
    with at(SIGNED):
        return taking.contract.perform(land.manager, parcel, **sites.contract(SIGNED, COMPLETE))


def completed(land: Land, parcel: Parcel, **values: str) -> Parcel:
    """One measured at completion."""
    with at(DONE):
        return taking.check_completion.perform(
            land.manager, parcel, measured=sites.measured(parcel, **values), checked_on=DONE,
            rectify_by=UNTIL if values else None,
        )  # fmt: skip


@pytest.fixture
def page(client: Client) -> Any:
    """Ask the dashboard, or what it gives out, as somebody on a day."""

    def ask(user: Any, *form: str, on: date = DONE, **asked: str) -> Any:
        with at(on):
            client.force_login(user)
            name = "regional_assessments:land_indicators" + ("_export" if form else "")
            return client.get(reverse(name, args=form), asked)

    return ask


def shown(answer: Any) -> list[str]:
    return [row.parcel.name for row in answer.context["rows"]]


def test_each_promise_stands_beside_its_newest_value_and_what_falls_short_is_named(land: Land, page: Any) -> None:
    completed(land, sold(land, 1))
    completed(land, sold(land, 2), INVESTMENT="301")
    answer = page(land.manager)
    (zone,) = answer.context["zones"]
    tallies = {column.code: tally for column, tally in zone.cells}
    assert tallies["INVESTMENT"] == Tally(kept=1, short=1, waiting=0)
    assert tallies["FAR"] == Tally(kept=2, short=0, waiting=0)
    assert tallies["TAX"] == Tally(kept=0, short=0, waiting=2)
    assert "-14 %" in answer.text
    cells = {column.code: lines for column, lines in answer.context["rows"][1].cells}
    assert [(line.indicator.written, line.last.written) for line in cells["INVESTMENT"]] == [("350", "301")]


def test_a_second_round_puts_the_first_right(land: Land, page: Any) -> None:
    parcel = completed(land, sold(land, 1), FAR="1.1")
    with at(UNTIL):
        taking.check_completion.perform(land.manager, parcel, measured=sites.measured(parcel), checked_on=UNTIL)
    assert page(land.manager, on=UNTIL, outcome="SHORT").context["zones"] == []
    assert len(shown(page(land.manager, on=UNTIL, outcome="KEPT", indicator="FAR"))) == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"outcome": "SHORT"}, ["䶮章2号地"]),
        ({"outcome": "KEPT"}, ["䶮章1号地", "䶮章2号地"]),
        ({"outcome": "WAITING", "phase": "COMPLETION"}, ["䶮章3号地"]),
        ({"outcome": "OVERDUE"}, ["䶮章3号地"]),
        ({"indicator": "FAR", "outcome": "SHORT"}, []),
        ({"indicator": "FURTHER"}, []),
        ({"q": "3号"}, ["䶮章3号地"]),
        ({"zone": "NONE"}, []),
        ({"outcome": "x", "phase": "x", "indicator": "x"}, ["䶮章1号地", "䶮章2号地", "䶮章3号地"]),
    ],
)  # fmt: skip
def test_every_condition_narrows_page_and_sheet_alike(land: Land, page: Any, asked: Any, found: list[str]) -> None:
    completed(land, sold(land, 1))
    completed(land, sold(land, 2), INVESTMENT="301")
    sold(land, 3)
    on = date(2027, 10, 15)
    assert shown(page(land.manager, on=on, **asked)) == found
    sheet = b"".join(page(land.manager, "csv", on=on, **asked).streaming_content).decode()
    assert [name for name in ("䶮章1号地", "䶮章2号地", "䶮章3号地") if name in sheet] == found


def test_a_stranger_and_land_that_is_not_sold_show_nothing(land: Land, page: Any) -> None:
    with at(NOTICE):
        sites.announced(land.zone, land.manager, plot(116.13, 28.71), NOTICE)
    assert shown(page(land.manager)) == []
    sold(land, 1)
    answer = page(land.owner)
    assert shown(answer) == []
    assert "bs-empty" in answer.text
    assert "䶮章" not in b"".join(page(land.owner, "csv").streaming_content).decode()


def test_the_workbook_holds_a_line_per_promise_and_no_formula(land: Land, page: Any) -> None:
    parcel = completed(land, sold(land, 1), INVESTMENT="301")
    Parcel.objects.filter(pk=parcel.pk).update(name="=1+1")
    rows = list(load_workbook(BytesIO(page(land.manager, "xlsx").content)).active.iter_rows(values_only=True))
    assert len(rows) == 1 + len(sites.LIMITS)
    assert rows[1][2] == "'=1+1"
    assert rows[1][10:12] == (301, -14)
    assert page(land.manager, "pdf").status_code == 404


@pytest.mark.parametrize("many", [1, 6])
def test_the_dashboard_costs_the_same_queries_for_any_number_of_parcels(
    land: Land, page: Any, django_assert_num_queries: Any, many: int
) -> None:
    for number in range(many):
        completed(land, sold(land, number))
    page(land.manager)
    with django_assert_num_queries(20):  # with signing in
        page(land.manager)
