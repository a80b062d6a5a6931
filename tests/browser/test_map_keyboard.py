"""The maps without a mouse and without WebGL: every tool is reached, says where it is, and does its work."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, FLAGS, Person

pytestmark = pytest.mark.browser

WEBGL = "['webgl', 'webgl2'].some((kind) => document.createElement('canvas').getContext(kind))"
FOCUS = "(one) => one === document.activeElement && getComputedStyle(one).outlineStyle !== 'none'"
GROUND = (114.9445, 25.7835, 114.9495, 25.7885)
"""Inside the demo's 翀贤循环经济园 (JXFX)."""


@pytest.fixture(scope="module")
def plain(browser: Any, server: str) -> Iterator[Person]:
    """The zone manager at a browser that has no WebGL."""
    chromium = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, "--disable-3d-apis"])
    zone = Person(chromium, server, "zone").log_in("zone")
    yield zone
    zone.leave()
    chromium.close()


def reach(zone: Person, name: str) -> Any:
    """Tab from the present place to the button of that name; it shows that it has the focus."""
    wanted = zone.page.get_by_role("button", name=name, exact=True)
    for _step in range(20):
        zone.page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            assert wanted.evaluate(FOCUS), f"{name} has the focus and does not show it"
            return wanted
    raise AssertionError(f"{name} is not reached by Tab")


def pan(zone: Person, *keys: str) -> None:
    for key in keys:
        zone.page.keyboard.press(key)
        zone.page.wait_for_timeout(250)  # the map glides


def test_the_map_is_read_and_measured_by_keys(plain: Person) -> None:
    page, keys = plain.page, plain.page.keyboard
    plain.open("/zones/map/")
    page.wait_for_selector(".bs-map[data-layers]")
    assert not page.evaluate(WEBGL)
    view, said = page.locator(".bs-map__view"), page.locator(".bs-map__foot [role=status]")
    assert view.locator("canvas").count() > 0, "drawn on a plain canvas"

    page.locator("#map-go").focus()
    for tool in ("量距离", "量面积", "存为图片", "打印地图", "放大", "缩小", "定位"):
        reach(plain, tool)
    keys.press("Tab")
    assert view.evaluate(FOCUS)

    page.locator("[data-show]").first.focus()
    name = page.locator("#map-table tbody th").first.inner_text().splitlines()[0]
    keys.press("Enter")
    assert view.evaluate("(one) => one === document.activeElement"), "the table leads to the map"
    keys.press("Enter")
    expect(page.locator("#map-here .bs-here b").first).to_have_text(name)
    keys.press("Tab")
    assert page.evaluate("document.activeElement.closest('#map-here') !== null"), "what lies here comes next"

    page.locator("#map-go").focus()
    reach(plain, "量距离")
    keys.press("Enter")
    keys.press("Enter")
    pan(plain, "ArrowRight", "ArrowRight")
    keys.press("Enter")
    keys.press("Space")
    expect(said).to_contain_text(" m")

    page.locator("#map-go").fill("25.786, 114.947")
    keys.press("Enter")
    expect(page.locator("#map-here")).to_contain_text("114.947000°E")


def test_an_outline_is_drawn_moved_and_typed_by_keys(plain: Person) -> None:
    page, keys = plain.page, plain.page.keyboard
    plain.open("/zones/JXFX/units/draw/?kind=R11")
    page.wait_for_selector(".bs-map[data-drawn]")
    page.evaluate("(box) => document.querySelector('.bs-map').bsMap.map.getView().fit(box)", list(GROUND))
    cells, drawn = page.locator(".bs-map__twin tbody input"), page.locator("#id_drawn")

    page.get_by_role("button", name="绘制范围").focus()
    keys.press("Enter")
    keys.press("Enter")
    keys.press("Space")
    assert cells.count() == 0, "one corner is no outline"
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft"):
        pan(plain, key)
        keys.press("Enter")
    keys.press("Backspace")
    keys.press("Space")
    expect(cells).to_have_count(6)

    cells.first.focus()
    keys.press("Control+a")
    keys.type("114.9455")
    keys.press("Enter")
    assert "114.9455" in drawn.input_value(), "Enter takes a corner over and sends nothing"
    cells.nth(1).focus()
    reach(plain, "在此点后增加一点 (1)")
    keys.press("Enter")
    keys.type("114.948")
    keys.press("Tab")
    keys.type("25.7845")
    keys.press("Tab")
    expect(cells).to_have_count(8)
    assert "[114.948,25.7845]" in drawn.input_value()
    page.get_by_role("button", name="撤销上一步").focus()
    keys.press("Enter")
    keys.press("Enter")
    expect(cells).to_have_count(8)
    keys.press("Enter")
    expect(cells).to_have_count(6)
