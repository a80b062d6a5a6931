"""A zone manager draws an assessed area on the map: corners, a moved corner, undo, a measure, and a draft that stays."""

import re
from collections.abc import Callable

import pytest

from tests.browser.conftest import Person

pytestmark = pytest.mark.browser

GROUND = (114.9445, 25.7835, 114.9495, 25.7885)
"""Inside the demo's 翀贤循环经济园 (JXFX)."""
CORNERS = [(-110, -80), (120, -70), (100, 90), (-90, 70)]
"""Pixels from the middle of the map."""


def corners(zone: Person) -> list[str]:
    """What the table under the map says of every corner."""
    return zone.page.locator(".bs-map__twin tbody tr input").evaluate_all("(all) => all.map((one) => one.value)")


def test_the_manager_draws_an_area_and_keeps_it_as_a_draft(person: Callable[..., Person]) -> None:
    with person("zone") as zone:
        from playwright.sync_api import expect

        page = zone.page
        rows = page.locator(".bs-map__twin tbody tr")
        zone.open("/zones/units/")
        page.get_by_role("link", name="绘制").first.click()
        page.select_option("#id_kind", "R11")
        page.get_by_role("button", name="下一步").click()
        page.wait_for_selector(".bs-map[data-drawn]")
        page.evaluate("(box) => document.querySelector('.bs-map').bsMap.map.getView().fit(box)", list(GROUND))
        view = page.locator(".bs-map__view")
        view.scroll_into_view_if_needed()
        frame = view.bounding_box()
        x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2

        page.get_by_role("button", name="绘制范围").click()
        for dx, dy in CORNERS[:-1]:
            page.mouse.click(x + dx, y + dy)
            page.wait_for_timeout(350)
        page.mouse.dblclick(x + CORNERS[-1][0], y + CORNERS[-1][1])
        expect(rows).to_have_count(4)
        drawn = corners(zone)

        page.mouse.move(x + CORNERS[1][0], y + CORNERS[1][1])
        page.mouse.down()
        page.mouse.move(x + CORNERS[1][0] + 25, y + CORNERS[1][1] + 15, steps=6)
        page.mouse.up()
        moved = corners(zone)
        assert moved != drawn, "a corner was dragged"
        page.get_by_role("button", name="撤销上一步").click()
        assert corners(zone) == drawn, "undo brings it back"

        page.get_by_role("button", name="量距离").click()
        page.mouse.click(x - 60, y)
        page.wait_for_timeout(350)
        page.mouse.dblclick(x + 60, y)
        assert " m" in page.locator(".bs-map__foot [role=status]").inner_text()
        assert corners(zone) == drawn, "measuring draws nothing"

        field = page.locator(".bs-map__twin tbody tr input").first
        field.fill("114.94500000")
        field.press("Tab")
        expect(page.locator("#id_drawn")).to_have_value(re.compile(r"114\.945,"))
        zone.picture("unit-drawing")
        page.get_by_role("button", name="保存草稿").click()
        page.wait_for_url("**/zones/units/*/")
        assert "R11" in page.locator("main").inner_text()
        page.wait_for_selector(".bs-map[data-drawn]")
        page.get_by_role("link", name="修改").click()
        expect(rows).to_have_count(4)
        assert "114.94500000" in corners(zone)
