"""Statistics of ended cases: equal to what pandas makes of the same rows."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest
from django.test import Client
from django.urls import reverse

from clocks.current import current_calendar
from clocks.models import Clock, Stop
from core.time import now
from supervision import statistics
from tests.supervision.conftest import TODAY, Land

YEAR = date(2026, 1, 5)


def ended(land: Land, number: int) -> list[Clock]:
    dice, rows = random.Random(90), []
    for _ in range(number):
        origin = YEAR + timedelta(days=dice.randrange(40))
        facts = {"state": "ENDED", "used": dice.randrange(0, 30), "left": 0, "limit": dice.choice([5, 12, 20])}
        facts |= {"origin_on": origin, "ended_on": origin + timedelta(days=dice.randrange(1, 31))}
        facts["label"] = dice.choice(["建筑工程施工许可", "取水许可"])
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


def test_bottlenecks_equal_those_of_pandas(land: Land) -> None:
    rows = ended(land, 300)
    names = {row.pk: row.label for row in land.departments.values()}
    table = pd.DataFrame(
        {"item": row.label, "department": names[row.department_id], "used": row.used, "limit": row.limit}
        for row in rows
    )
    table["late"] = table.used > table.limit
    groups = table.groupby(["item", "department"])
    oracle = {
        key: (len(own), own.used.quantile(0.5), own.used.quantile(0.9), int(own.late.sum())) for key, own in groups
    }
    lines = statistics.bottlenecks(statistics.records(Clock.objects.all()))
    assert {(x.item, x.department) for x in lines} == set(oracle)
    for line in lines:
        cases, median, p90, late = oracle[line.item, line.department]
        assert (line.cases, line.late) == (cases, late)
        assert (line.median, line.p90) == pytest.approx((median, p90))


def test_stopped_days_are_working_days_inside_the_case(land: Land) -> None:
    rows, calendar = ended(land, 90), current_calendar()
    expected = sum(calendar.is_working_day(row.origin_on + timedelta(days=1)) for row in rows[::3] if row.ended_on)
    records = statistics.records(Clock.objects.all())
    assert statistics.stopped_by_kind(records) == [("EXPERT_REVIEW", expected)]


def test_trend_and_distribution_lose_no_case(land: Land) -> None:
    ended(land, 200)
    records = statistics.records(Clock.objects.all())
    for weekly in (True, False):
        periods = statistics.trend(records, YEAR, TODAY, weekly=weekly)
        assert sum(period.decided for period in periods) == 200
        assert sum(period.late for period in periods) == sum(row.late for row in records)
    assert sum(statistics.distribution(records)) == 200
    assert statistics.distribution(records)[-1] == sum(row.late for row in records)


def test_the_page_costs_the_same_queries_however_many_cases(
    client: Client, land: Land, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(land.province)
    costs = []
    for number in (10, 200):
        ended(land, number)
        client.get(reverse("supervision:statistics"))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("supervision:statistics"))
        assert answer.status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 14
    assert answer.context["number"] == 210


def test_the_export_has_a_line_for_every_case_in_view(client: Client, land: Land) -> None:
    rows = ended(land, 50)
    client.force_login(land.person("county", "SUPERVISOR", region=land.regions["360702"]))
    lines = b"".join(client.get(reverse("supervision:statistics_csv")).streaming_content).decode().splitlines()
    assert len(lines) == 1 + sum(row.region_id == "360702" for row in rows)
