"""When a regional assessment spares a project something: scenario 18 and the algorithm of 区域评估成果应用. No database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from catalogue.facts import ProjectFacts
from regional_assessments.units.kinds import Result, kinds
from regional_assessments.units.reuse import Obstacle, Reuse, UnitFacts, best, covered, judge, reuse
from regional_assessments.units.rules import in_force, last_day

PLAIN = ProjectFacts()
UNIT_SHAPE = shapely.box(116.10, 28.70, 116.14, 28.74)
PLOT = shapely.box(116.11, 28.71, 116.12, 28.72)
JUNE_30, JULY_1 = date(2026, 6, 30), date(2026, 7, 1)
#: One item of every kind.
ITEM = {
    "R01": "207", "R02": "215", "R03": "212", "R04": "211", "R05": "109", "R06": "110", "R07": "204", "R08": "106",
    "R09": "209", "R10": "210", "R11": "219", "R12": "304", "R13": "107", "R14": "108",
}  # fmt: skip


def unit(kind: str = "R01", **changed: Any) -> UnitFacts:
    told: dict[str, Any] = {
        "pk": 1, "code": f"Z-{kind}-01", "version": 1, "kind": kind, "name": "单元", "zone": "Z", "state": "PUBLISHED",
        "shape": UNIT_SHAPE, "effective_from": date(2021, 7, 1), "last_day": JUNE_30, "cleared": True,
    }  # fmt: skip
    return UnitFacts(**{**told, **changed})


def outside(share: float) -> shapely.Polygon:
    """A plot of which that share lies east of the unit."""
    east = 116.14 + 0.01 * share
    return shapely.box(east - 0.01, 28.71, east, 28.72)


def only(reused: Reuse | None) -> Obstacle | None:
    assert reused is not None
    assert len(reused.reasons) <= 1
    return reused.reasons[0].code if reused.reasons else None


@pytest.mark.parametrize(
    ("on", "share", "result", "obstacle"),
    [
        (JUNE_30, 0.0005, Result.COMMIT, None),
        (JULY_1, 0.0005, Result.NOT_ELIGIBLE, Obstacle.EXPIRED),
        (JUNE_30, 0.05, Result.NOT_ELIGIBLE, Obstacle.OUTSIDE),
        (date(2021, 6, 30), 0.0, Result.NOT_ELIGIBLE, Obstacle.NOT_YET),
        (date(2021, 7, 1), 0.0, Result.COMMIT, None),
    ],
)
def test_scenario_18_the_last_day_counts_and_a_thousandth_may_lie_outside(
    on: date, share: float, result: Result, obstacle: Obstacle | None
) -> None:
    found = reuse("207", outside(share), on, PLAIN, [unit()])
    assert found is not None
    assert (found.result, only(found)) == (result, obstacle)
    assert found.ratio == pytest.approx(1 - share, abs=1e-9)


def test_a_waived_item_takes_no_days_and_no_materials() -> None:
    found = reuse("215", PLOT, JUNE_30, PLAIN, [unit("R02")])
    assert found is not None
    assert (found.result, found.drops, found.saved_days(5)) == (Result.WAIVE, None, 5)


@pytest.mark.parametrize(
    ("kind", "result"),
    [
        ("R01", "COMMIT"), ("R02", "WAIVE"), ("R03", "REFERENCE"), ("R04", "WAIVE"), ("R05", "WAIVE"), ("R06", "WAIVE"),
        ("R07", "SIMPLIFY"), ("R08", "COMMIT"), ("R09", "SIMPLIFY"), ("R10", "COMMIT"), ("R11", "WAIVE"),
        ("R12", "REFERENCE"), ("R13", "SIMPLIFY"), ("R14", "WAIVE"),
    ],
)  # fmt: skip
def test_every_kind_has_the_effect_of_its_row(kind: str, result: str) -> None:
    found = reuse(ITEM[kind], PLOT, JUNE_30, PLAIN, [unit(kind)])
    assert found is not None
    assert found.result == result


def test_the_approval_may_grant_another_effect_that_the_kind_allows_and_no_other() -> None:
    assert reuse("209", PLOT, JUNE_30, PLAIN, [unit("R09", results={"209": "WAIVE"})]).result == "WAIVE"  # type: ignore[union-attr]
    assert reuse("204", PLOT, JUNE_30, PLAIN, [unit("R07", results={"204": "WAIVE"})]).result == "SIMPLIFY"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "changed", "facts", "industry", "obstacle"),
    [
        ("R07", {"industries": ("C26",)}, {}, "C2614", Obstacle.INDUSTRY),
        ("R07", {"industries": ("C26",)}, {}, "C2714", None),
        ("R02", {"limits": {"floor_area": Decimal(60000)}}, {"floor_area": Decimal(60000)}, "", None),
        ("R02", {"limits": {"floor_area": Decimal(60000)}}, {"floor_area": Decimal("60000.01")}, "", Obstacle.LIMIT),
        ("R01", {"exclusions": ("MAJOR_WORKS",)}, {"major": "WATER"}, "", Obstacle.EXCLUDED),
        ("R01", {"exclusions": ("MAJOR_WORKS",)}, {}, "", None),
        ("R02", {"exclusions": ("TRUNK_ROAD_ACCESS",)}, {"beside_highway": True}, "", Obstacle.EXCLUDED),
        ("R07", {"exclusions": ("SENSITIVE_AREA",)}, {"scenic_area": True}, "", Obstacle.EXCLUDED),
        ("R04", {"cleared": False}, {}, "", Obstacle.NOT_CLEARED),
        ("R05", {"cleared": False}, {}, "", None),
        ("R05", {"state": "SUBMITTED"}, {}, "", Obstacle.NOT_PUBLISHED),
    ],
)
def test_a_project_that_the_unit_does_not_count_for_is_told_why(
    kind: str, changed: dict, facts: dict, industry: str, obstacle: Obstacle | None
) -> None:
    assert only(reuse(ITEM[kind], PLOT, JUNE_30, ProjectFacts(**facts), [unit(kind, **changed)], industry)) == obstacle


def test_what_no_fact_tells_is_left_to_a_person_and_their_answer_counts() -> None:
    asks = unit("R06", exclusions=("HIGH_RISK_PART",), limits={"cut_height": Decimal(15)})
    open_ = reuse("110", PLOT, JUNE_30, PLAIN, [asks])
    assert open_ is not None
    assert (open_.result, open_.confirm) == (Result.WAIVE, ("cut_height", "HIGH_RISK_PART"))
    for said, obstacle in (
        ({"cut_height": "15", "HIGH_RISK_PART": False}, None),
        ({"cut_height": "15.1", "HIGH_RISK_PART": False}, Obstacle.LIMIT),
        ({"cut_height": "15", "HIGH_RISK_PART": True}, Obstacle.EXCLUDED),
    ):
        answered = reuse("110", PLOT, JUNE_30, PLAIN, [asks], said=said)
        assert answered is not None
        assert (only(answered), answered.confirm) == (obstacle, ())


def test_a_project_that_names_only_the_division_is_asked_about_an_excluded_group() -> None:
    found = reuse("204", PLOT, JUNE_30, PLAIN, [unit("R07", industries=("C2614",))], "C26")
    assert found is not None
    assert (found.eligible, found.confirm) == (True, ("INDUSTRY",))


def test_everything_that_stands_against_it_is_named_at_once() -> None:
    found = reuse(
        "204", outside(0.3), JULY_1, ProjectFacts(hazardous_chemicals=True), [unit("R07", industries=("C26",), exclusions=("HAZARDOUS",))],
        "C2614",
    )  # fmt: skip
    assert found is not None
    assert [r.code for r in found.reasons] == ["EXPIRED", "OUTSIDE", "INDUSTRY", "EXCLUDED"]


def test_a_unit_that_only_touches_the_plot_says_nothing_about_it() -> None:
    assert reuse("207", shapely.box(116.14, 28.71, 116.15, 28.72), JUNE_30, PLAIN, [unit()]) is None
    assert reuse("207", shapely.box(117, 28, 117.1, 28.1), JUNE_30, PLAIN, [unit()]) is None


def test_two_halves_do_not_make_a_whole_the_larger_part_is_explained() -> None:
    west = unit(pk=1, code="Z-R01-01", shape=shapely.box(116.10, 28.70, 116.116, 28.74))
    east = unit(pk=2, code="Z-R01-02", shape=shapely.box(116.116, 28.70, 116.14, 28.74))
    found = reuse("207", PLOT, JUNE_30, PLAIN, [east, west])
    assert found is not None
    assert (found.result, found.unit.code, round(found.ratio, 6)) == (Result.NOT_ELIGIBLE, "Z-R01-01", 0.6)


def test_a_hole_in_the_unit_is_not_assessed_ground() -> None:
    holed = shapely.Polygon(UNIT_SHAPE.exterior, [shapely.box(116.112, 28.712, 116.114, 28.714).exterior])
    found = reuse("207", PLOT, JUNE_30, PLAIN, [unit(shape=holed)])
    assert found is not None
    assert (only(found), round(found.ratio, 9)) == (Obstacle.OUTSIDE, 0.96)


def test_the_redline_that_is_the_unit_itself_is_covered() -> None:
    assert covered(UNIT_SHAPE, UNIT_SHAPE) == 1.0


def test_an_effect_the_kind_does_not_have_is_an_error_not_an_answer() -> None:
    with pytest.raises(KeyError):
        judge("301", unit(), 1.0, JUNE_30, PLAIN)


rings = st.builds(
    lambda x, y, angles, radius: shapely.Polygon(
        [(x + r * c, y + r * s) for (c, s), r in zip(angles, radius, strict=False)]
    ),
    st.floats(116.05, 116.19),
    st.floats(28.65, 28.79),
    st.just([(0.01, 0.0), (0.005, 0.0087), (-0.005, 0.0087), (-0.01, 0.0), (-0.005, -0.0087), (0.005, -0.0087)]),
    st.lists(st.floats(0.2, 2.0), min_size=6, max_size=6),
)
"""Star-shaped plots of some 100 m to 2 km around the unit."""


@given(rings)
def test_the_ratio_is_the_area_inside_over_the_whole(plot: shapely.Polygon) -> None:
    ratio = covered(plot, UNIT_SHAPE)
    assert ratio == pytest.approx(plot.intersection(UNIT_SHAPE).area / plot.area, abs=1e-9)
    assert (ratio == 1.0) == UNIT_SHAPE.contains(plot) or ratio == pytest.approx(1.0)


@given(rings, st.floats(1e-6, 0.03))
def test_a_larger_unit_never_covers_less(plot: shapely.Polygon, margin: float) -> None:
    assert covered(plot, UNIT_SHAPE.buffer(margin)) >= covered(plot, UNIT_SHAPE) - 1e-12


@given(rings)
def test_a_unit_and_the_rest_of_the_land_share_the_plot_between_them(plot: shapely.Polygon) -> None:
    rest = shapely.box(115, 27, 118, 30).difference(UNIT_SHAPE)
    assert covered(plot, UNIT_SHAPE) + covered(plot, rest) == pytest.approx(1.0, abs=1e-9)


@given(st.floats(0, 0.01))
def test_a_thousandth_outside_is_the_line(share: float) -> None:
    found = reuse("207", outside(share), JUNE_30, PLAIN, [unit()])
    assert found is not None
    if abs(share - 0.001) > 1e-9:
        assert found.eligible == (share < 0.001)


dates = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(dates, st.none() | dates, st.none() | dates, dates)
def test_in_force_means_every_day_from_the_first_to_the_last(
    first: date, last: date | None, ended: date | None, on: date
) -> None:
    final = last_day(last, ended)
    told = unit(effective_from=first, last_day=final)
    expected = on >= first and (last is None or on <= last) and (ended is None or on < ended)
    assert judge("207", told, 1.0, on, PLAIN).eligible == in_force("PUBLISHED", first, final, on) == expected


@given(dates, st.integers(0, 4000))
def test_an_expired_unit_never_comes_back(last: date, later: int) -> None:
    told = unit(effective_from=date(2019, 1, 1), last_day=last)
    assert not judge("207", told, 1.0, last + timedelta(days=1 + later), PLAIN).eligible


@given(st.permutations(range(5)), st.lists(st.floats(0.9, 1.0), min_size=5, max_size=5))
def test_the_order_in_which_units_are_found_does_not_matter(order: list[int], ratios: list[float]) -> None:
    found = [judge("207", unit(pk=n, code=f"Z-{n}"), ratio, JUNE_30, PLAIN) for n, ratio in enumerate(ratios)]
    assert best(found) == best([found[n] for n in order])
    assert any(f.eligible for f in found) == best(found).eligible  # type: ignore[union-attr]


@given(st.sampled_from(sorted(kinds())), st.decimals(0, 10**7, places=2), st.decimals(0, 10**7, places=2))
def test_a_project_at_the_limit_is_within_it(kind: str, most: Decimal, value: Decimal) -> None:
    for code, limit in kinds()[kind].limits.items():
        facts, said = (ProjectFacts(**{limit.fact: value}), {}) if limit.fact else (PLAIN, {code: str(value)})
        told = replace(unit(kind), limits={code: most})
        assert judge(ITEM[kind], told, 1.0, JUNE_30, facts, said=said).eligible == (value <= most)
