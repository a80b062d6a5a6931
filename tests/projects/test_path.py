"""The drawn path 审批路径图: bars stay readable also when years of works lie between permits and acceptance."""

from __future__ import annotations

from datetime import date

import pytest

from projects.path import Path, PathItem, PathStage, drawn

pytestmark = pytest.mark.django_db


def path(accepted_from: date) -> Path:
    def item(name: str, start: date, end: date) -> PathItem:
        return PathItem(name, name, "章贡区垚局", 5, start, end, True, False, True, (), 0)

    permits = item("施工许可", date(2026, 3, 2), date(2026, 4, 30))
    acceptance = item("联合验收", accepted_from, accepted_from)
    stages = tuple(
        PathStage(code, code, "", None, 5, one.start, one.end, (one,))
        for code, one in (("S3", permits), ("S4", acceptance))
    )
    return Path(stages, date(2026, 3, 2), date(2026, 4, 30), acceptance.end, 79, 2, 1, 1)


def test_a_path_without_years_of_works_is_one_drawing():
    (whole,) = drawn(path(date(2026, 5, 6)))
    assert [lane.name for lane in whole.lanes] == ["施工许可", "联合验收"]


def test_years_of_works_are_cut_out_and_every_bar_keeps_a_width():
    before, after = drawn(path(date(2028, 8, 16)))
    assert [lane.name for lane in before.lanes] == ["施工许可"]
    assert [lane.name for lane in after.lanes] == ["联合验收"]
    assert before.lanes[0].bars[0].width == 100
