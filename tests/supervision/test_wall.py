"""The wall: who sees which clocks, in which order, and numbers that are sums of the rows they open."""

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Enterprise, User
from clocks.current import current_calendar
from clocks.models import Clock
from supervision import queries
from supervision.counting import folding
from supervision.queries import visible_clocks
from tests.supervision.conftest import TODAY, Land

WALL = "/supervision/"
LIGHTS = ("RED", "YELLOW", "WARN", "GREEN", "STOPPED")


def due(days: int) -> date:
    return TODAY + timedelta(days=days)


def open_wall(client: Client, user: User, address: str = "") -> dict[str, Any]:
    client.force_login(user)
    answer = client.get(WALL + address)
    assert answer.status_code == 200
    return answer.context


def test_a_search_of_thousands_of_words_is_no_search(client: Client, land: Land) -> None:
    """Every word costs a condition; the database refuses a thousand of them."""
    client.force_login(land.person("watcher", "SUPERVISOR", region_id="360000"))
    assert client.get(WALL, {"q": "a " * 2000}).status_code == 200


def everything(client: Client, user: User, address: str = "?") -> list[Clock]:
    """All rows of a wall, page after page."""
    context = open_wall(client, user, address)
    found = [row.clock for row in context["rows"]]
    while context["page"].next:
        context = open_wall(client, user, f"{address}&at={context['page'].next}")
        found += [row.clock for row in context["rows"]]
    return found


def a_province(land: Land, number: int) -> None:
    dice = random.Random(35)
    places = ["360000", "360100", "360121", "360124", "360700", "360702"]
    rows = []
    for _ in range(number):
        region, function = dice.choice(places), dice.choice(["HOUSING", "WATER"])
        if dice.random() < 0.2:
            stopped = {"state": "STOPPED", "left": dice.randrange(9), "stopped_on": due(-dice.randrange(20))}
            rows.append(land.row(due(dice.randrange(1, 20)), region, function, **stopped))
        elif dice.random() < 0.1:
            rows.append(land.row(due(dice.randrange(30)), region, function, kind="CAP", stage="", department=None))
        else:
            rows.append(land.row(due(dice.randrange(-20, 25)), region, function, stage=dice.choice(["S1", "S3"])))
    rows.append(land.row(due(1), state="ENDED", ended_on=due(-1), left=1, used=1))
    land.rows(*rows)


def test_the_most_urgent_running_clock_comes_first_and_stopped_ones_last(land: Land, client: Client) -> None:
    land.rows(
        land.row(due(9), label="later"),
        land.row(None, label="stopped", state="STOPPED", left=2, used=3, stopped_on=due(-3)),
        land.row(due(-30), label="long late"),
        land.row(due(0), label="today"),
        land.row(due(-1), label="late"),
        land.row(due(5), label="ended", state="ENDED", ended_on=due(-1), left=3, used=1),
    )
    rows = open_wall(client, land.province)["rows"]
    assert [(row.clock.label, row.light.value) for row in rows] == [
        ("long late", "RED"),
        ("late", "YELLOW"),
        ("today", "WARN"),
        ("later", "GREEN"),
        ("stopped", "STOPPED"),
    ]


def test_days_left_are_working_days_until_the_due_date_and_negative_after_it(land: Land, client: Client) -> None:
    project = land.project()
    in_time = land.start("PROMISED", project, 12, date(2026, 3, 10))
    late = land.start("STATUTORY", project, 5, date(2026, 3, 4))
    left = {row.clock.pk: (row.clock.due_on, row.left) for row in open_wall(client, land.province)["rows"]}
    # Day 0 is Tuesday the 10th; 12 working days reach Thursday the 26th, six of them after today.
    assert left[in_time.pk] == (date(2026, 3, 26), 6)
    assert left[late.pk] == (date(2026, 3, 11), -5)


def test_a_stop_after_the_due_date_adds_no_days_over(land: Land, client: Client) -> None:
    from django.db import transaction

    from clocks import commands
    from core.time import travel

    project = land.project()
    clock = land.start("PROMISED", project, 5, date(2026, 3, 4))
    with travel(date(2026, 3, 12)), transaction.atomic():
        commands.stop_clocks(
            project,
            "EXPERT_REVIEW",
            started_on=date(2026, 3, 12),
            planned_end_on=date(2026, 3, 16),
            legal_basis="行政许可法第四十五条",
            reason="专家评审",
            evidence="章发〔2026〕3号",
            project_id=project.pk,
        )
    with travel(date(2026, 3, 17)), transaction.atomic():
        commands.resume_clocks(project, on=date(2026, 3, 16), project_id=project.pk)
    [row] = open_wall(client, land.province)["rows"]
    # Due on the 11th. Late on the 12th, 17th and 18th; the 13th and 16th lie in the stop.
    assert (row.clock.pk, row.clock.due_on, row.left) == (clock.pk, date(2026, 3, 11), -3)


@pytest.mark.parametrize("by", ["region", "department", "stage"])
@pytest.mark.parametrize("narrowed", ["", "&region=360100", "&region=360121", "&kind=CAP", "&function=WATER&q=䶮江"])
def test_every_number_is_the_sum_of_the_lines_below_it(land: Land, client: Client, by: str, narrowed: str) -> None:
    a_province(land, 150)
    context = open_wall(client, land.province, f"?by={by}{narrowed}")
    total = context["total"]
    assert total.total == len(everything(client, land.province, f"?{narrowed}")) > 0
    for place, level in enumerate(LIGHTS):
        assert sum(numbers[place][1] for _line, _address, numbers in context["lines"]) == context["tiles"][place][1]
        assert context["tiles"][place][0] == level
    assert sum(line.tally.total for line, _address, _numbers in context["lines"]) == total.total


@pytest.mark.parametrize("by", ["region", "department", "stage"])
def test_a_number_opens_to_exactly_its_rows(land: Land, client: Client, by: str) -> None:
    a_province(land, 120)
    context = open_wall(client, land.province, f"?by={by}")
    links = [(level, number, address) for level, number, address in context["tiles"]]
    for line, address, numbers in context["lines"]:
        links.append(("", line.tally.total, address))
        links += numbers
    for level, number, address in links:
        rows = everything(client, land.province, address)
        assert len(rows) == number, address
        if level in ("RED", "YELLOW"):
            assert all(row.due_on < TODAY for row in rows)


def test_four_clicks_lead_from_the_province_to_the_days_of_one_clock(land: Land, client: Client) -> None:
    clock = land.start("PROMISED", land.project("360702"), 12, date(2026, 3, 10))
    province = open_wall(client, land.province)
    assert province["by"] == "region"
    city = next(address for line, address, _ in province["lines"] if line.name == "赣州市")
    county = next(
        address for line, address, _ in open_wall(client, land.province, city)["lines"] if line.name == "章贡区"
    )
    departments = open_wall(client, land.province, county)
    assert departments["by"] == "department"
    assert [name for name, _ in departments["trail"]] == ["江西省", "赣州市", "章贡区"]
    [(line, address, _numbers)] = departments["lines"]
    page = client.get(WALL + address)
    assert (page.context["by"], page.context["total"].total) == ("stage", line.tally.total)
    days = reverse("supervision:clock", args=[clock.pk])
    assert f'href="{days}"' in page.text
    assert client.get(days).context["explained"].days


def test_what_was_asked_to_be_taken_apart_stays_asked(land: Land, client: Client) -> None:
    land.rows(land.row(due(3), "360702"))
    assert open_wall(client, land.province, "?by=region&region=360702")["by"] == "region"
    assert open_wall(client, land.province, "?region=360700")["by"] == "region"
    assert open_wall(client, land.province, "?region=360700&own=1")["by"] == "department"


def test_a_supervisor_sees_the_own_subtree_only(land: Land, client: Client) -> None:
    land.rows(*(land.row(due(3), region, label=region) for region in land.regions))
    of_city = land.person("city", "SUPERVISOR", region=land.regions["360100"])
    rows = open_wall(client, of_city)["rows"]
    assert sorted(row.clock.label for row in rows) == ["360100", "360121", "360124"]
    refused = open_wall(client, of_city, "?region=360702")
    assert refused["filter"].form.errors["region"]


@pytest.mark.parametrize("few", [0, queries.FEW])
def test_an_officer_sees_the_own_department_and_the_whole_of_its_projects(
    land: Land, client: Client, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(queries, "FEW", few)
    land.rows(
        land.row(due(3), label="own", project_id=1),
        land.row(due(3), function="WATER", label="of others", project_id=1),
        land.row(due(9), label="cap", kind="CAP", department=None, project_id=1),
        land.row(due(9), label="cap of another project", kind="CAP", department=None, project_id=2),
    )
    rows = open_wall(client, land.officer("360121", "HOUSING"))["rows"]
    assert [row.clock.label for row in rows] == ["own", "cap"]


def test_clocks_outside_the_own_region_have_a_line_of_their_own(land: Land, client: Client) -> None:
    land.rows(land.row(due(3)), land.row(due(3), "360702", department=land.departments["360121", "HOUSING"]))
    officer = land.officer("360121", "HOUSING")
    context = open_wall(client, officer)
    assert [(line.key, line.tally.total) for line, _, _ in context["lines"]] == [("-", 1), ("360121", 1)]
    [elsewhere] = everything(client, officer, context["lines"][0][1])
    assert elsewhere.region_id == "360702"


def test_an_enterprise_has_no_wall_but_sees_the_clocks_of_its_projects(land: Land, client: Client) -> None:
    land.rows(land.row(due(3), enterprise=land.enterprise, label="own"), land.row(due(3)))
    client.force_login(land.owner)
    assert client.get(WALL).status_code == 403
    assert [clock.label for clock in visible_clocks(land.owner)] == ["own"]


@pytest.mark.parametrize(
    ("address", "labels"),
    [
        ("?light=YELLOW", {"a"}),
        ("?kind=STATUTORY", {"b"}),
        ("?function=WATER", {"b"}),
        ("?function=-", {"c"}),
        ("?stage=S1", {"b"}),
        ("?stage=-", {"c"}),
        ("?flow=ENT_FILING", {"b"}),
        ("?flow=-", {"c"}),
        ("?region=360100", {"a", "b"}),
        ("?region=360100&own=1", {"b"}),
        ("?q=龘+文峰", {"c"}),
        ("?q=文峰+nothing", set()),
        ("?light=RED", set()),
        ("?q=360702-04-01", {"c"}),
    ],
)
def test_the_wall_is_narrowed_by(land: Land, client: Client, address: str, labels: set[str]) -> None:
    land.rows(
        land.row(due(-1), label="a"),
        land.row(due(3), "360100", "WATER", label="b", kind="STATUTORY", stage="S1", flow_type="ENT_FILING"),
        land.row(
            due(9),
            "360702",
            label="c 文峰",
            kind="CAP",
            department=None,
            stage="",
            flow_type="",
            project_name="龘龙厂房",
        ),
    )
    context = open_wall(client, land.province, address)
    assert {row.clock.label[0] for row in context["rows"]} == labels
    assert context["shown"] == len(labels)


@pytest.mark.parametrize("order", ["urgency", "oldest", "project", "region"])
def test_pages_show_every_row_once_in_any_order(land: Land, client: Client, order: str) -> None:
    a_province(land, 130)
    rows = everything(client, land.province, f"?sort={order}")
    assert len(rows) == len({row.pk for row in rows}) == 130
    keys = {
        "urgency": [(row.state != "RUNNING", row.due_on if row.state == "RUNNING" else row.stopped_on) for row in rows],
        "oldest": [row.origin_on for row in rows],
        "project": [row.project_code for row in rows],
        "region": [row.region_id for row in rows],
    }[order]
    assert keys == sorted(keys)


def test_the_way_back_leads_to_the_page_one_came_from(land: Land, client: Client) -> None:
    a_province(land, 130)
    first = open_wall(client, land.province)
    second = open_wall(client, land.province, f"?at={first['page'].next}")
    back = open_wall(client, land.province, f"?at={second['page'].previous}")
    assert [row.clock.pk for row in back["rows"]] == [row.clock.pk for row in first["rows"]]


@pytest.mark.parametrize("number", [50, 500])
def test_the_wall_costs_at_most_twelve_queries_at_any_size(
    land: Land, client: Client, number: int, django_assert_max_num_queries
) -> None:
    a_province(land, number)
    folding.sweep()  # which runs every minute; else the first reader of a day pays for it once
    current_calendar()  # read once in a process
    client.force_login(land.province)
    for address in ("", "?by=department&region=360100", "?by=stage&light=YELLOW", "?light=STOPPED"):
        with django_assert_max_num_queries(12):
            assert client.get(WALL + address).status_code == 200


def test_an_empty_wall_says_so_and_a_narrowed_one_offers_the_way_out(land: Land, client: Client) -> None:
    client.force_login(land.province)
    assert "bs-empty" in client.get(WALL).text
    page = client.get(f"{WALL}?kind=URGE").text
    assert re.search(r'bs-empty.*href="/supervision/\?all=1"', page, re.DOTALL)


def test_every_light_is_said_in_words_and_drawn_as_a_shape(land: Land, client: Client) -> None:
    land.rows(land.row(due(-1)))
    client.force_login(land.province)
    row = re.search(r"<tr data-href.*?</tr>", client.get(WALL).text, re.DOTALL)
    assert row is not None
    assert re.search(r'bs-light--yellow"><svg class="bs-shape".*?<path.*?</svg><span>\w+', row[0], re.DOTALL)


def test_what_an_applicant_typed_is_shown_as_text(land: Land, client: Client) -> None:
    land.rows(land.row(due(3), project_name="<script>alert(1)</script>"))
    client.force_login(land.province)
    page = client.get(WALL).text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_others_get_not_found_for_a_clock(land: Land, client: Client) -> None:
    other = Enterprise.objects.create(uscc="91360000MA00000002", name="燚河建材有限公司")
    stranger = land.person("stranger", "OWNER", enterprise=other)
    clock = land.start(
        "PROMISED", land.project(), 12, date(2026, 3, 10), department_id=land.departments["360121", "HOUSING"].pk
    )
    address = reverse("supervision:clock", args=[clock.pk])
    assert client.get(address)["Location"].startswith("/accounts/login/")
    for user, status in [
        (land.owner, 200),
        (land.province, 200),
        (land.officer("360121", "HOUSING"), 200),
        (land.officer("360121", "WATER"), 404),
        (land.officer("360702", "HOUSING"), 404),
        (land.person("south", "SUPERVISOR", region=land.regions["360700"]), 404),
        (stranger, 404),
    ]:
        client.force_login(user)
        assert client.get(address).status_code == status, user
