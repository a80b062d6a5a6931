"""工业标准地承诺制 from the sale of the parcel to its release: permits in twenty counted days, kept before everybody's eyes."""

from datetime import timedelta

import pytest

from tests.browser import entry_steps, land_steps, life_steps, promise_steps

pytestmark = [pytest.mark.browser, pytest.mark.journey]
WAITED = 2
"""Working days the departments take here: one for each of the two stages that are not decided at once."""
PLANNED = 20
"""Working days of the total limit that the plan of this flow promises."""

BEFORE_START = ("205", "207", "301")
"""Items beside the stages that the law wants decided before the start."""
COMPLETION = {"固定资产投资强度": "326.5", "容积率": "1.31", "建筑系数": "42.6", "行政办公": "5.8"}
PRODUCTION = {"单位增加值能耗": "0.31", "COD": "0.05", "NOx": "0.1", "亩均税收": "21.4"}
"""What is measured, by words of the indicator; every limit of the demo's agreement is kept."""


def test_a_factory_on_standard_land_is_permitted_on_promises_and_verified_to_the_end(person, demo):
    with life_steps.in_town(person, demo) as town, person("zone") as zone:
        owner, rows = town.owner, town.rows
        parcel, dossier = land_steps.parcel_for_sale(rows)
        land_steps.sell(zone, parcel, dossier)
        project = entry_steps.enter(owner, dossier, "land-1")
        entry_steps.paste_redline(owner, project, dossier, "land-1")
        letters = [land_steps.promise(owner, project, "113")]
        land_steps.permit(town, project, "S1", at_once=True)

        land_steps.link(zone, parcel, project)
        letter = land_steps.promise(owner, project, "203", shot="land-3")
        letters += [letter, land_steps.promise(owner, project, "303")]
        built_first = land_steps.promise(owner, project, "215", "CBV")
        land_steps.travel_to(owner, land_steps.day_of(rows, built_first, "publicity_until") + timedelta(days=1))
        town.head.open(f"/commitments/{built_first}/")
        promise_steps.do(town.head, "grant")
        land_steps.permit(town, project, "S2")
        land_steps.permit(town, project, "S3")
        land_steps.permit(town, project, "PX", *BEFORE_START, at_once=True)
        land_steps.start(owner, project, letters[-1], "land-5")

        # Within two months of the decision what holds by then is verified; indicators wait for completion.
        for one in letters:
            land_steps.check(town, one, "FULL", shot="land-6-full" if one == letter else "")

        # Completion: what was built first, and the indicators that are measured then.
        land_steps.travel_to(owner, land_steps.due(rows, letter, "ACCEPTANCE") - timedelta(days=60))
        land_steps.show_kept(owner, built_first, "交通影响评价", "评价报告已通过专家评审，出入口已按报告建成。")
        land_steps.show_all_kept(town, letter, COMPLETION, "竣工测绘和决算审计成果。", shot="land-7")
        fourth = land_steps.handed_in(town, project, "S4")
        land_steps.wait_at_gate(owner, project)
        land_steps.check(town, built_first, "ACCEPTANCE")
        land_steps.check(town, letter, "ACCEPTANCE", COMPLETION, shot="land-7-check")
        life_steps.decide(town, fourth)
        life_steps.issue(town, fourth)
        land_steps.read_days(owner, project, WAITED, PLANNED, "land-8")

        # Production: the check sets itself on its day.
        land_steps.travel_to(owner, land_steps.due(rows, letter, "PRODUCTION"))
        land_steps.show_all_kept(town, letter, PRODUCTION, "达产年度监测和审计数据。")
        land_steps.check(town, letter, "PRODUCTION", PRODUCTION)
        land_steps.read_kept(person, owner, zone, parcel, letter, "land-9")
