"""Statistics of ended cases: equal to what pandas makes of the same rows, and every figure opens exactly its rows."""

import csv
import random
import re
from collections import Counter
from datetime import date, timedelta
from html import unescape

import pandas as pd
import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from approvals.models import ItemCase
from clocks.current import all_calendars, current_calendar
from clocks.models import Clock, Stop
from core.time import now
from supervision import statistics
from supervision.models import HistoryCase, HistoryLog
from supervision.records import records
from tests.supervision.cases import received
from tests.supervision.conftest import TODAY, Land

YEAR = date(2026, 1, 5)


def ended(land: Land, number: int) -> list[Clock]:
    dice, rows = random.Random(90), []
    for _ in range(number):
        origin = YEAR + timedelta(days=dice.randrange(40))
        facts = {"state": "ENDED", "used": dice.randrange(0, 30), "left": 0, "limit": dice.choice([5, 12, 20])}
        facts |= {"origin_on": origin, "ended_on": origin + timedelta(days=dice.randrange(1, 31))}
        facts["label"] = dice.choice(["建筑工程施工许可", "取水许可"])
        facts["flow_type"] = dice.choice(["GOV_BUILDING", "ENT_GRANTED", ""])
        rows.append(land.row(None, dice.choice(["360121", "360702"]), dice.choice(["HOUSING", "WATER"]), **facts))
    land.rows(*rows)
    Stop.objects.bulk_create(
        Stop(
            subject_type=row.subject_type, subject_id=row.subject_id, project_id=row.project_id, kind="EXPERT_REVIEW",
            started_on=row.origin_on, planned_end_on=row.ended_on, ended_on=row.origin_on + timedelta(days=1),
            legal_basis="行政许可法第四十五条", reason="专家评审", entered_at=now(),
        )
        for row in rows[::3]
        if row.ended_on
    )  # fmt: skip
    return rows


def concluded() -> "QuerySet[Clock]":
    return statistics.ended(Clock.objects.all())


def test_bottlenecks_equal_those_of_pandas(land: Land) -> None:
    rows, calendar = ended(land, 300), current_calendar()
    table = pd.DataFrame(
        {
            "item": row.label,
            "department": row.department_id,
            "used": row.used,
            "late": row.used > row.limit,
            "span": calendar.count(row.origin_on, row.ended_on),
            "stopped": calendar.count(row.origin_on, row.origin_on + timedelta(days=1)) * (place % 3 == 0),
        }
        for place, row in enumerate(rows)
    )
    oracle = {
        key: (
            len(own),
            own.used.quantile(0.5),
            own.used.quantile(0.9),
            own.late.sum(),
            own.stopped.sum() / own.span.sum(),
        )
        for key, own in table.groupby(["item", "department"])
    }
    lines = statistics.bottlenecks(concluded(), all_calendars(), statistics.standstill(concluded(), all_calendars()))
    assert {(line.item, line.department) for line in lines} == set(oracle)
    for line in lines:
        cases, median, p90, late, stopped = oracle[line.item, line.department]
        assert (line.cases, line.late) == (cases, late)
        assert (line.median, line.p90, line.stopped_share) == pytest.approx((median, p90, stopped))
    assert [line.p90 for line in lines] == sorted((line.p90 for line in lines), reverse=True)


@given(st.lists(st.integers(0, 90), min_size=1), st.sampled_from([0, 10, 50, 90, 100]))
def test_a_percentile_of_counts_is_that_of_the_values(values: list[int], percent: int) -> None:
    assert statistics.percentile(Counter(values), percent) == pytest.approx(pd.Series(values).quantile(percent / 100))


def test_stopped_days_are_working_days_inside_the_case(land: Land) -> None:
    rows, calendar = ended(land, 90), current_calendar()
    days = sum(calendar.is_working_day(row.origin_on + timedelta(days=1)) for row in rows[::3] if row.ended_on)
    stood = statistics.standstill(concluded(), all_calendars())
    assert statistics.stopped_by_kind(concluded(), stood) == [statistics.Standstill("EXPERT_REVIEW", 30, days)]
    assert sum(sum(record.stopped.values()) for record in records(list(concluded()))) == days


def test_every_number_of_days_lies_in_one_band_and_one_bin(land: Land) -> None:
    land.rows(*(land.row(None, state="ENDED", used=used, left=0, limit=limit, ended_on=TODAY)
                for used in range(0, 60, 3) for limit in (0, 1, 4, 20)))  # fmt: skip
    for condition, number in ((statistics.band_q, len(statistics.BANDS)), (statistics.bin_q, len(statistics.BINS))):
        found = [set(concluded().filter(condition(place)).values_list("pk", flat=True)) for place in range(number)]
        assert sum(map(len, found)) == len(set().union(*found)) == 80
    over = Q(pk__in=concluded().filter(statistics.band_q(len(statistics.BANDS) - 1)).values("pk"))
    assert set(concluded().filter(over)) == set(concluded().filter(statistics.LATE))


def test_trend_and_distribution_lose_no_case(land: Land) -> None:
    ended(land, 200)
    received(land, "360121", YEAR, 3)
    came, began = ItemCase.objects.all(), statistics.started(Clock.objects.all())
    for weekly in (True, False):
        periods = statistics.trend(came, began, concluded(), YEAR, TODAY, weekly=weekly)
        assert sum(period.received for period in periods) == 3
        assert sum(period.decided for period in periods) == sum(period.accepted for period in periods) == 200
        assert sum(period.late for period in periods) == concluded().filter(statistics.LATE).count()
        assert periods[0].first == YEAR
        assert periods[-1].last == TODAY
        assert all(
            after.first - before.last == timedelta(days=1) for before, after in zip(periods, periods[1:], strict=False)
        )
    assert sum(statistics.distribution(concluded())) == 200
    assert sum(sum(own) for _flow, own in statistics.histogram(concluded())) == 200


def figures(page: str) -> list[tuple[int, str]]:
    """(number, address) of every figure that opens rows."""
    return [(int(n), unescape(href)) for href, n in re.findall(r'href="([^"]+)" data-figure>(\d+)</a>', page)]


@pytest.mark.parametrize(
    "query", ["", "?per=week&months=6&flow=GOV_BUILDING&region=360702", "?function=HOUSING&flow=-"]
)
def test_every_figure_opens_exactly_its_rows(client: Client, land: Land, query: str) -> None:
    ended(land, 60)
    client.force_login(land.province)
    found = figures(client.get(reverse("supervision:statistics") + query).content.decode())
    assert len(found) > 15
    for number, address in found:
        opened = client.get(address)
        assert (opened.context["page_obj"].paginator.count, address) == (number, address)


def test_received_figures_count_cases_the_window_has_not_accepted_yet(client: Client, land: Land) -> None:
    received(land, "360121", TODAY, 3)
    received(land, "360702", TODAY - timedelta(days=40), 2)
    client.force_login(land.province)
    found = figures(client.get(reverse("supervision:statistics")).content.decode())
    came = [(number, address) for number, address in found if "event=received" in address]
    assert sorted(number for number, _address in came) == [2, 3]
    for number, address in came:
        assert client.get(address).context["page_obj"].paginator.count == number
    client.force_login(land.person("county", "SUPERVISOR", region=land.regions["360702"]))
    page = client.get(reverse("supervision:statistics")).content.decode()
    assert [number for number, address in figures(page) if "event=received" in address] == [2]


def test_the_page_costs_the_same_queries_however_many_cases(client: Client, land: Land) -> None:
    client.force_login(land.province)
    for name, most in (("statistics", 28), ("statistics_rows", 14)):
        costs = []
        for number in (10, 120):
            ended(land, number)
            client.get(reverse(f"supervision:{name}"))
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(reverse(f"supervision:{name}"))
            assert answer.status_code == 200
            costs.append(len(queries))
        assert costs[0] == costs[1] <= most


def lines(client: Client, **query: str) -> list[list[str]]:
    body = b"".join(client.get(reverse("supervision:statistics_csv"), query).streaming_content).decode("utf-8-sig")
    return list(csv.reader(body.splitlines()))


def test_the_export_has_a_line_for_every_case_in_view(client: Client, land: Land) -> None:
    rows = ended(land, 50)
    client.force_login(land.person("county", "SUPERVISOR", region=land.regions["360702"]))
    assert len(lines(client)) == 1 + sum(row.region_id == "360702" for row in rows)
    late = sum(row.used > row.limit for row in rows if row.region_id == "360702")
    assert len(lines(client, late="1")) == 1 + late


def test_every_table_of_the_page_comes_as_csv_with_its_figures(client: Client, land: Land) -> None:
    ended(land, 60)
    client.force_login(land.province)
    for table in client.get(reverse("supervision:statistics")).context["tables"]:
        written = lines(client, table=table.key)
        assert tuple(written[0]) == table.head
        assert [[str(cell.value) for cell in row] for row in table.rows] == written[1:]


@pytest.fixture
def log(land: Land) -> HistoryLog:
    kept = HistoryLog.objects.create(
        name="elsewhere", title="某市规划许可 2011", file_sha256="-", mapping_sha256="-", calendar="none", events=9, cases=10,
        imported_at=now(),
    )  # fmt: skip
    HistoryCase.objects.bulk_create(
        HistoryCase(log=kept, case=str(n), accepted_on=YEAR, ended_on=YEAR + timedelta(days=n), limit=20, unit="WORKING_DAY",
                    used=n * 3, stopped=n, span=n * 4)
        for n in range(1, 11)
    )  # fmt: skip
    HistoryCase.objects.create(
        log=kept,
        case="open",
        accepted_on=YEAR,
        ended_on=None,
        limit=20,
        unit="WORKING_DAY",
        used=900,
        stopped=0,
        span=900,
    )
    return kept


def test_an_imported_log_stands_beside_our_own_cases_only_when_chosen(
    client: Client, land: Land, log: HistoryLog
) -> None:
    ended(land, 20)
    client.force_login(land.province)
    without = client.get(reverse("supervision:statistics"))
    assert "compared" not in {table.key for table in without.context["tables"]}
    assert "某市规划许可 2011" in without.content.decode()
    ours, theirs = lines(client, table="compared", log="elsewhere")[1:]
    assert ours[2] == "20"
    assert theirs[:6] == ["某市规划许可 2011", "2026-01-05 – 2026-01-15", "10", "工作日", "16.5", "27.3"]
    assert theirs[6:8] == ["40%", "25%"]


def test_officers_see_no_foreign_logs(client: Client, land: Land, log: HistoryLog) -> None:
    client.force_login(land.officer("360121", "HOUSING"))
    page = client.get(reverse("supervision:statistics"), {"log": "elsewhere"})
    assert page.context["logs"] == []
    assert "compared" not in {table.key for table in page.context["tables"]}
