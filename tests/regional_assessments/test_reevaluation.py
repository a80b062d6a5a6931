"""When an area begins or ceases to count, the projects on it are judged anew and their enterprises are told, once."""

from datetime import date, timedelta
from functools import cache

import pytest
import shapely
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from approvals.models import Message
from catalogue.models import CatalogueVersion
from catalogue.source import content_hash, read_source
from core import outbox
from core.commands import SYSTEM_USER
from core.models import JournalEntry
from core.time import travel
from projects.models import Project
from regional_assessments import doctor
from regional_assessments.models import ExpiryAlert, PlanReuse, Reevaluation
from regional_assessments.units import commands, cover, expiry, reevaluation
from tests.regional_assessments.conftest import Land, plot

JUNE = date(2026, 6, 15)
INSIDE, FAR = plot(116.105, 28.71), plot(116.30, 28.80)
WEST = shapely.box(116.10, 28.70, 116.12, 28.74)


@pytest.fixture(autouse=True)
def _june():
    cover.forget()
    with travel(JUNE):
        yield
    cover.forget()


def seismic(land: Land, number: int, shape: shapely.Polygon) -> Project:
    """A project that needs the mineral opinion (109): facts say it may overlie minerals."""
    project = land.project(number, shape)
    project.facts = {"over_mineral": True}
    project.save()
    return project


def told() -> list[tuple[str, str]]:
    outbox.deliver_due()
    return [
        (m.user.username, m.data["what"]["zh"]) for m in Message.objects.filter(kind="reuse_changed").order_by("pk")
    ]


@cache
def source() -> dict:
    return read_source()


@pytest.fixture
def country(land: Land) -> Land:
    # one and the same version for every test: it is parsed once
    CatalogueVersion.objects.create(
        pk=1, number=1, state="PUBLISHED", content=source(), content_hash=content_hash(source())
    )
    return land


def run_all() -> None:
    """The sweeps of this room, in their order."""
    for sweep in (commands.expire_due, reevaluation.begin_due, reevaluation.finish_open, expiry.alert_due):
        sweep()


def test_publishing_tells_the_enterprise_what_its_project_saves_now(country: Land) -> None:
    project = seismic(country, 1, INSIDE)
    seismic(country, 2, FAR)
    country.unit("R05")
    run_all()
    assert told() == [("owner", "建设项目压覆重要矿产资源审批: 单独评估 → 免予单独评估")]
    assert PlanReuse.objects.get(project=project).results["109"]["result"] == "WAIVE"
    job = Reevaluation.objects.get()
    assert (job.cause, job.state, job.done, job.changed) == ("BEGINS", "DONE", 1, 1)
    assert JournalEntry.objects.filter(chain=project.chain, verb="reevaluations.changed").count() == 1


def test_the_page_of_an_area_that_changed_a_project_tells_its_own_course(country: Land, client: Client) -> None:
    seismic(country, 1, INSIDE)
    unit = country.unit("R05")
    run_all()
    client.force_login(country.manager)
    page = client.get(reverse("regional_assessments:unit", args=[unit.pk]))
    assert [entry.verb for _label, entry in page.context["course"]] == ["units.draft", "units.submit", "units.publish"]


def test_an_area_that_changes_nothing_for_a_project_is_not_told_of(country: Land) -> None:
    seismic(country, 1, INSIDE)
    country.unit("R06")
    run_all()
    assert told() == []


def test_withdrawing_and_expiring_tell_the_way_back(country: Land) -> None:
    seismic(country, 1, INSIDE)
    unit = country.unit("R05")
    run_all()
    with travel(JUNE + timedelta(days=1)):
        commands.withdraw.perform(country.head("NATURAL_RESOURCES"), unit, reason="数据有误")
        run_all()
        assert [what.split(": ")[1] for _who, what in told()] == ["单独评估 → 免予单独评估", "免予单独评估 → 单独评估"]


def test_the_day_after_the_last_day_is_found_by_the_sweep(country: Land) -> None:
    seismic(country, 1, INSIDE)
    country.unit("R05", effective_to=date(2026, 6, 30))
    run_all()
    with travel(date(2026, 6, 30)):
        run_all()
        assert len(told()) == 1
    with travel(date(2026, 7, 1)):
        run_all()
        run_all()
        assert len(told()) == 2
    assert list(Reevaluation.objects.order_by("pk").values_list("cause", "on")) == [
        ("BEGINS", date(2026, 1, 1)),
        ("ENDS", date(2026, 7, 1)),
    ]


def test_a_unit_published_for_a_later_day_counts_from_that_day(country: Land) -> None:
    seismic(country, 1, INSIDE)
    country.unit("R05", effective_from=date(2026, 8, 1))
    run_all()
    assert told() == []
    with travel(date(2026, 8, 1)):
        run_all()
        assert len(told()) == 1


def test_a_worker_that_dies_is_followed_from_where_it_was(country: Land, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reevaluation, "BATCH", 2)
    for number in range(1, 6):
        seismic(country, number, INSIDE)
    country.unit("R05")
    job = Reevaluation.objects.get()
    assert (job.state, job.total) == ("OPEN", 5)
    reevaluation.advance.perform(SYSTEM_USER, job)
    job.refresh_from_db()
    assert (job.state, job.done) == ("OPEN", 2)
    run_all()
    job.refresh_from_db()
    assert (job.state, job.done, job.changed) == ("DONE", 5, 5)
    assert len(told()) == 5


def test_projects_that_are_closed_are_left_alone(country: Land) -> None:
    project = seismic(country, 1, INSIDE)
    project.state = "CLOSED"
    project.save()
    country.unit("R05")
    run_all()
    assert told() == []


def test_committee_and_department_are_told_before_an_area_runs_out_once_per_level(country: Land) -> None:
    unit = country.unit("R05", effective_to=date(2026, 12, 31))
    head = country.head("NATURAL_RESOURCES")
    seen = []
    for day in (
        date(2026, 10, 1),
        date(2026, 10, 2),
        date(2026, 10, 3),
        date(2026, 12, 1),
        date(2026, 12, 24),
        date(2026, 12, 31),
    ):
        with travel(day):
            run_all()
            outbox.deliver_due()
        seen.append(ExpiryAlert.objects.filter(unit=unit).count())
    assert seen == [0, 1, 1, 2, 3, 3]
    who = list(Message.objects.filter(kind="unit_expiring").order_by("pk").values_list("user__username", flat=True))
    assert sorted(who) == sorted([head.username, country.manager.username] * 3)
    assert Membership.objects.filter(user=head).exists()


def test_an_area_whose_next_version_is_under_review_is_not_reminded_of(country: Land) -> None:
    unit = country.unit("R05", effective_to=JUNE + timedelta(days=20))
    renewed = commands.renew.perform(country.manager, unit)
    commands.submit.perform(country.manager, commands.revise.perform(country.manager, renewed, report=unit.report))
    run_all()
    assert not ExpiryAlert.objects.exists()


def test_the_doctor_names_a_re_evaluation_that_does_not_end(country: Land) -> None:
    country.unit("R05")
    Reevaluation.objects.update(state="OPEN")
    assert list(doctor.check()) == []
    with travel(JUNE + timedelta(days=2)):
        assert [s.split(": ")[1][:10] for s in doctor.check()] == ["open since"]
