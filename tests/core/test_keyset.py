"""Paging by position: every row once, in order, in both directions, whatever the cursor says."""

import random
from datetime import date, timedelta

import pytest

from accounts.models import Region
from core.keyset import Page, Segment, every, page

START = date(2026, 1, 1)


@pytest.fixture
def rows(db: None) -> None:
    """47 dated regions with many equal dates, and 13 undated ones."""
    dice = random.Random(7)
    Region.objects.bulk_create(
        Region(
            code=f"{number:06d}",
            name=f"垚{number}",
            level="COUNTY",
            valid_from=START + timedelta(days=dice.randrange(9)) if number < 47 else None,
        )
        for number in range(60)
    )


def segments() -> list[Segment]:
    return [
        Segment(Region.objects.filter(valid_from__isnull=False), ("valid_from", "code")),
        Segment(Region.objects.filter(valid_from__isnull=True), ("-code",)),
    ]


def walk(parts: list[Segment], size: int) -> list[Page]:
    pages = [page(parts, "", size)]
    while pages[-1].next:
        pages.append(page(parts, pages[-1].next, size))
    return pages


@pytest.mark.parametrize("size", [1, 7, 13, 47, 60, 100])
def test_every_row_comes_once_in_order_forwards_and_backwards(rows: None, size: int) -> None:
    expected = [row.code for row in every(segments())]
    forwards = walk(segments(), size)
    assert [row.code for one in forwards for row in one.rows] == expected
    assert len(expected) == 60
    backwards = [forwards[-1]]
    while backwards[0].previous:
        backwards.insert(0, page(segments(), backwards[0].previous, size))
    assert [[r.code for r in one.rows] for one in backwards] == [[r.code for r in one.rows] for one in forwards]


def test_going_back_past_the_start_shows_the_full_first_page(rows: None) -> None:
    second = page(segments(), "", 10).next
    Region.objects.filter(pk__in=[row.pk for row in page(segments(), "", 4).rows]).delete()
    back = page(segments(), page(segments(), second, 10).previous, 10)
    assert back == page(segments(), "", 10)
    assert len(back.rows) == 10


def test_the_first_page_has_no_previous_and_the_last_no_next(rows: None) -> None:
    pages = walk(segments(), 25)
    assert not pages[0].previous
    assert all(one.previous for one in pages[1:])
    assert not pages[-1].next


def test_a_row_that_appears_meanwhile_moves_no_other_row(rows: None) -> None:
    first = page(segments(), "", 20)
    expected = page(segments(), first.next, 20).rows
    Region.objects.create(code="999999", name="新", level="COUNTY", valid_from=START - timedelta(days=1))
    assert page(segments(), first.next, 20).rows == expected


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJuIiw5XQ", "WyJuIiwwLCJub3QgYSBkYXRlIiwiMSJd", "é", "n" * 5000])
def test_a_cursor_that_does_not_fit_shows_the_first_page(rows: None, cursor: str) -> None:
    assert page(segments(), cursor, 20) == page(segments(), "", 20)


def test_a_page_inside_one_segment_costs_one_query(rows: None, django_assert_num_queries) -> None:
    cursor = page(segments(), "", 10).next
    with django_assert_num_queries(1):
        page(segments(), cursor, 10)


def test_no_rows_is_an_empty_page(db: None) -> None:
    assert page(segments()) == Page([], "", "")
