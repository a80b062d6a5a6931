"""Assessment units: the committee prepares, the department publishes, and what was once published never changes."""

from datetime import date
from decimal import Decimal

import pytest
import shapely

from catalogue.source import shipped_catalogue
from core.commands import all_commands, available
from core.doctor import check
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry
from core.sweeps import run_all
from core.time import travel
from regional_assessments import doctor
from regional_assessments.models import AssessmentUnit
from regional_assessments.units import commands
from regional_assessments.units.kinds import kinds, kinds_of_item
from regional_assessments.units.rules import UNIT
from tests.regional_assessments.conftest import OUTLINE, Land

JUNE = date(2026, 6, 15)
WEST = shapely.box(116.10, 28.70, 116.12, 28.74)


@pytest.fixture(autouse=True)
def _june():
    with travel(JUNE):
        yield


def verbs(unit: AssessmentUnit) -> list[str]:
    return list(
        JournalEntry.objects.filter(chain=unit.chain, subject_id=str(unit.pk))
        .order_by("seq")
        .values_list("verb", flat=True)
    )


def test_a_unit_is_drafted_handed_in_and_published_by_two_hands(land: Land) -> None:
    unit = land.draft("R01")
    assert (unit.code, unit.version, unit.state) == ("JXYZ-R01-01", 1, "DRAFT")
    assert unit.reviewer.function == "WATER"
    assert unit.effective_to == unit.last_day == date(2030, 12, 31), "five years by default, to the day before"
    unit = land.publish(unit)
    assert (unit.state, unit.published_by) == ("PUBLISHED", land.head("WATER"))
    assert verbs(unit) == ["units.draft", "units.submit", "units.publish"]
    assert list(check()) == []


def test_the_area_is_that_of_the_ellipsoid(land: Land) -> None:
    square = shapely.box(116.11, 28.71, 116.12, 28.72)
    assert land.draft("R05", square).area == pytest.approx(Decimal("1082806"), rel=Decimal("0.001"))


def test_only_the_committee_drafts_and_only_the_reviewing_department_publishes(land: Land) -> None:
    with pytest.raises(NotPermitted):
        commands.draft.perform(land.owner, land.zone, kind="R01", shape=OUTLINE)
    unit = commands.submit.perform(land.manager, land.draft("R01"))
    for stranger in (land.manager, land.owner, land.head("ECOLOGY")):
        with pytest.raises(NotPermitted):
            commands.publish.perform(stranger, unit, document_number="x", document_on=JUNE)
    assert [c.name for c in available(land.head("WATER"), unit)] == ["units.return", "units.publish"]


def test_a_returned_unit_says_why_and_can_be_mended_and_handed_in_again(land: Land) -> None:
    unit = commands.submit.perform(land.manager, land.draft("R01"))
    with pytest.raises(Invalid):
        commands.return_.perform(land.head("WATER"), unit, reason=" ")
    unit = commands.return_.perform(land.head("WATER"), unit, reason="边界与批复不一致")
    assert (unit.state, unit.reason) == ("RETURNED", "边界与批复不一致")
    unit = commands.revise.perform(land.manager, unit, shape=WEST, limits={"earthwork": "50000"})
    assert (unit.state, unit.reason, unit.limits) == ("DRAFT", "", {"earthwork": "50000"})
    assert land.publish(unit).state == "PUBLISHED"


def test_nothing_is_handed_in_without_its_report(land: Land) -> None:
    with pytest.raises(Invalid) as refused:
        commands.submit.perform(land.manager, land.draft("R01", report=None))
    assert set(refused.value.fields) == {"report"}


def test_relics_count_only_on_ground_that_was_cleared(land: Land) -> None:
    with pytest.raises(Invalid) as refused:
        commands.submit.perform(land.manager, land.draft("R04", cleared=False))
    assert set(refused.value.fields) == {"cleared"}


def test_an_approval_has_a_number_and_a_date_that_is_not_in_the_future(land: Land) -> None:
    unit = commands.submit.perform(land.manager, land.draft("R01"))
    with pytest.raises(Invalid) as refused:
        commands.publish.perform(land.head("WATER"), unit)
    assert set(refused.value.fields) == {"document_number", "document_on"}
    with pytest.raises(Invalid) as refused:
        commands.publish.perform(land.head("WATER"), unit, document_number="x", document_on=date(2026, 6, 16))
    assert set(refused.value.fields) == {"document_on"}


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"effective_to": date(2025, 12, 31)}, "effective_to"),
        ({"results": {"209": "WAIVE"}}, "results"),
        ({"limits": {"height": "10"}}, "limits"),
        ({"limits": {"earthwork": "-1"}}, "limit_earthwork"),
        ({"industries": ["Z99"]}, "industries"),
        ({"exclusions": ["NIMBY"]}, "exclusions"),
        ({"name": " "}, "name"),
        ({"shape": shapely.box(116.13, 28.70, 116.15, 28.74)}, "geometry"),
        ({"shape": shapely.Polygon([(116.11, 28.71), (116.12, 28.72), (116.12, 28.71), (116.11, 28.72)])}, "geometry"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field_and_nothing_is_written(land: Land, columns: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        land.draft("R01", **columns)
    assert field in refused.value.fields
    assert not AssessmentUnit.objects.exists()


def test_a_new_version_replaces_the_old_one_from_its_first_day(land: Land) -> None:
    old = land.unit("R01")
    new = commands.renew.perform(land.manager, old, effective_from=date(2026, 9, 1))
    assert (new.code, new.version, new.state, new.limits) == (old.code, 2, "DRAFT", old.limits)
    new = commands.revise.perform(land.manager, new, report=old.report, report_name="新报告.pdf")
    with pytest.raises(Invalid):
        commands.renew.perform(land.manager, old)
    new = land.publish(new)
    old.refresh_from_db()
    assert (old.state, old.last_day, old.effective_to) == ("SUPERSEDED", date(2026, 8, 31), date(2030, 12, 31))
    assert [u.version for u in AssessmentUnit.objects.in_force(date(2026, 8, 31))] == [1]
    assert [u.version for u in AssessmentUnit.objects.in_force(date(2026, 9, 1))] == [2]


def test_a_withdrawn_unit_counts_no_more_from_that_day_on(land: Land) -> None:
    unit = commands.withdraw.perform(land.head("WATER"), land.unit("R01"), reason="评估数据有误")
    assert (unit.state, unit.last_day) == ("WITHDRAWN", date(2026, 6, 14))
    assert unit.counts_on(date(2026, 6, 14))
    assert not unit.counts_on(JUNE)
    with pytest.raises(WrongState):
        commands.withdraw.perform(land.head("WATER"), unit, reason="又一次")


def test_a_unit_expires_by_itself_on_the_day_after_its_last(land: Land) -> None:
    unit = land.unit("R01", effective_to=date(2026, 6, 30))
    for day, state in ((date(2026, 6, 30), "PUBLISHED"), (date(2026, 7, 1), "EXPIRED"), (date(2026, 7, 2), "EXPIRED")):
        with travel(day):
            run_all()
        unit.refresh_from_db()
        assert unit.state == state, day
    assert verbs(unit).count("units.expire") == 1


def test_drafts_are_seen_by_the_committee_published_units_by_everyone_signed_in(land: Land) -> None:
    outsider = land.person("outsider", "ZONE_MANAGER", region=land.neighbour)
    draft, handed_in, published = land.draft("R01"), land.draft("R05"), land.unit("R06")
    handed_in = commands.submit.perform(land.manager, handed_in)
    geologist = land.head("NATURAL_RESOURCES")

    def seen(user) -> set[str]:
        return set(AssessmentUnit.objects.visible_to(user).values_list("code", flat=True))

    assert seen(land.manager) == {draft.code, handed_in.code, published.code}
    assert seen(geologist) == {handed_in.code, published.code}
    assert seen(outsider) == seen(land.owner) == {published.code}


def test_every_verb_of_the_table_is_a_command_and_the_other_way_round() -> None:
    registered = {c.name for c in all_commands() if c.name.startswith("units.")}
    assert registered == set(UNIT) - {"units.supersede"} | {"units.renew"}


def test_the_kinds_touch_only_items_that_the_catalogue_lists_them_for() -> None:
    catalogue = shipped_catalogue()
    assert list(kinds()) == list(catalogue.regional_kinds) == [f"R{n:02d}" for n in range(1, 15)]
    for kind in kinds().values():
        for effect in kind.effects.values():
            item = catalogue.items[effect.item]
            assert kind.code in item.regional, effect.item
            assert set(effect.drops) <= {m.key for m in item.materials}, effect.item
        assert set(kind.reviewers) <= set(catalogue.departments)
    assert [k.code for k in kinds_of_item("204")] == ["R07"], "planning assessment simplifies it, it never waives it"
    assert "WAIVE" not in kinds()["R07"].effects["204"].results


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (date(2026, 1, 1), date(2030, 12, 31)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2023, 3, 1), date(2028, 2, 29)),
    ],
)
def test_five_years_end_on_the_day_before_their_anniversary(begins: date, ends: date) -> None:
    assert kinds()["R01"].default_end(begins) == ends


def test_the_doctor_names_a_unit_whose_row_was_tampered_with(land: Land) -> None:
    unit = land.unit("R01")
    assert list(doctor.check()) == []
    AssessmentUnit.objects.filter(pk=unit.pk).update(maxx=117, last_day=date(2027, 1, 1), limits={"height": "3"})
    assert [sentence.split(": ")[1] for sentence in doctor.check()] == [
        "its box does not fit its outline",
        "its last day does not follow from its end",
        "its limits or exclusions are not those of its kind",
    ]
