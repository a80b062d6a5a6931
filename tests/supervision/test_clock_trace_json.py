"""The trace for machines: the days of the page, figures that are their sum, and the same permissions."""

from datetime import date

from django.test import Client

from core.time import travel
from tests.supervision.conftest import Land
from tests.supervision.test_clock_page import stop


def test_every_day_is_named_and_the_figures_are_their_sum(land: Land, client: Client) -> None:
    project = land.project()
    clock = land.start("PROMISED", project, 12, date(2026, 3, 2))
    with travel(date(2026, 3, 6)):
        stop(project, project, "EXPERT_REVIEW", date(2026, 3, 5), date(2026, 3, 12), date(2026, 3, 12))
    client.force_login(land.owner)
    answer = client.get(f"/supervision/clocks/{clock.pk}/trace.json")
    assert answer["Content-Type"] == "application/json"
    said = answer.json()
    assert (said["as_of"], said["clock"]["limit"], said["calendar"]["version"]) == ("2026-03-18", 12, "v1")
    counted = [day["date"] for day in said["days"] if day["counted"] and day["date"] <= said["as_of"]]
    # 3 to 5 March, then 13, 16, 17 and 18 March: the stop leaves out 6 and 9 to 12.
    assert counted == [f"2026-03-{n:02}" for n in (3, 4, 5, 13, 16, 17, 18)]
    assert (said["used"], said["left"], said["due_on"]) == (7, 5, "2026-03-25")
    assert [day["date"] for day in said["days"] if day["due"]] == ["2026-03-25"]
    (pause,) = said["stops"]
    assert (pause["days"], pause["backdated"], pause["legal_basis"]) == (5, False, "行政许可法第四十五条")
    assert (pause["paper"], pause["evidence"]) == ("专家评审通知（附专家名单）", "章发〔2026〕3号")
    page = client.get(f"/supervision/clocks/{clock.pk}/").content.decode()
    for words in ("专家评审通知（附专家名单）", "章发〔2026〕3号", "期满自动恢复"):
        assert words in page
    assert all(day["reason"] for day in said["days"])


def test_a_stop_entered_a_day_late_says_so_on_the_page_and_in_the_trace(land: Land, client: Client) -> None:
    from django.db import transaction

    from clocks import commands

    project = land.project()
    clock = land.start("PROMISED", project, 12, date(2026, 3, 2))
    with travel(date(2026, 3, 6)), transaction.atomic():
        commands.stop_clocks(
            project, "EXPERT_REVIEW", started_on=date(2026, 3, 5), planned_end_on=date(2026, 3, 12),
            legal_basis="行政许可法第四十五条", reason="组织专家评审", evidence="章发〔2026〕3号", project_id=project.pk,
        )  # fmt: skip
    client.force_login(land.province)
    assert client.get(f"/supervision/clocks/{clock.pk}/trace.json").json()["stops"][0]["backdated"] is True
    page = client.get(f"/supervision/clocks/{clock.pk}/").content.decode()
    assert "补录" in page
    assert "2026年3月6日录入" in page


def test_who_may_not_see_the_clock_may_not_see_its_trace(land: Land, client: Client) -> None:
    clock = land.start("PROMISED", land.project("360702"), 12, date(2026, 3, 2))
    client.force_login(land.person("city", "SUPERVISOR", region=land.regions["360100"]))
    assert client.get(f"/supervision/clocks/{clock.pk}/trace.json").status_code == 404
