"""A redline drawn by mouse and one typed as coordinates: what the zone spares is on the screen within three seconds."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Person
from tests.browser.test_desks import faults

pytestmark = pytest.mark.browser

ZONE = (114.9445, 25.7835, 114.9495, 25.7885)
"""Ground inside the demo's 翀贤循环经济园 (JXFX)."""
GOAL_SECONDS = 3
CORNERS = [(-90, -70), (80, -60), (90, 75), (-85, 60)]
"""Pixels from the middle of the map."""
STAMP = "() => addEventListener('click', () => sessionStorage.setItem('clicked', String(Date.now())), true)"
SINCE = "() => (Date.now() - Number(sessionStorage.getItem('clicked'))) / 1000"


def redline_page(someone: Person) -> str:
    """The path of the redline page of a project of one's own in the zone's county."""
    someone.open("/projects/")
    found = " ".join(link.get_attribute("href") or "" for link in someone.page.locator("main a").all())
    for pk in sorted(set(re.findall(r"/projects/(\d+)/", found)), key=int, reverse=True):
        answer = someone.page.request.get(f"{someone.server}/projects/{pk}/redline/")
        if answer.ok and "360702" in someone.page.request.get(f"{someone.server}/projects/{pk}/").text():
            return f"/projects/{pk}/redline/"
    raise AssertionError("no project of one's own takes a redline")


def in_time(attempt: Callable[[], float]) -> float:
    """Seconds from the last click to the result; a busy machine gets a second try."""
    seconds = attempt()
    return seconds if seconds <= GOAL_SECONDS else min(seconds, attempt())


def open_editor(someone: Person, path: str) -> None:
    """The map of the redline with nothing drawn on it, over the zone."""
    page = someone.page
    someone.open(path)
    page.evaluate(STAMP)
    page.locator("a[href='#way-drawn']").click()
    page.wait_for_selector(".bs-map[data-drawn]")
    if page.locator("#drawn_drawn").input_value():
        page.get_by_role("button", name="删除红线").click()
        page.locator("#bs-confirm [value=yes]").click()
    page.evaluate("(box) => document.querySelector('.bs-map').bsMap.map.getView().fit(box)", list(ZONE))
    page.locator(".bs-map__view").scroll_into_view_if_needed()


def click_corners(someone: Person) -> None:
    """Draw on the map, the last corner by a double click."""
    page = someone.page
    page.get_by_role("button", name="绘制红线").click()
    frame = page.locator(".bs-map__view").bounding_box()
    middle = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    for dx, dy in CORNERS[:-1]:
        page.mouse.click(middle[0] + dx, middle[1] + dy)
        page.wait_for_timeout(350)
    page.mouse.dblclick(middle[0] + CORNERS[-1][0], middle[1] + CORNERS[-1][1])


def shown_at_once(someone: Person, path: str) -> float:
    """What the map says of a boundary while it is drawn, before anything is sent."""
    open_editor(someone, path)
    click_corners(someone)
    someone.page.wait_for_selector(".bs-map[data-spared]")
    seconds = someone.page.evaluate(SINCE)
    assert "区域评估生效" in someone.page.locator(".bs-map").inner_text()
    return float(seconds)


def send(someone: Person, button: Any) -> float:
    """Send the redline; it is read, checked, stored, and the figures of what it is spared stand on the page."""
    page = someone.page
    page.evaluate(STAMP)
    button.click()
    page.locator(".bs-note--success").first.wait_for()
    page.locator("#spared dd").first.wait_for()
    return float(page.evaluate(SINCE))


def test_drawn_by_mouse_and_typed_both_reach_the_result(server: str, browser: Any) -> None:
    someone = Person(browser, server, "enterprise").log_in("enterprise")
    page = someone.page
    path = redline_page(someone)

    def draw() -> float:
        if not page.locator(".bs-map[data-spared]").count():
            open_editor(someone, path)
            click_corners(someone)
            page.wait_for_selector(".bs-map[data-spared]")
        page.locator("#drawn_adopt_area").check()
        return send(someone, page.locator("#way-drawn button.btn").last)

    def paste() -> float:
        someone.open(path)
        page.locator("a[href='#way-typed']").click()
        west, south, east, north = ZONE
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        page.fill("#typed_coordinates", "\n".join(f"{lon},{lat}" for lon, lat in corners))
        page.locator("#typed_adopt_area").check()
        return send(someone, page.locator("#way-typed button.btn").last)

    live = in_time(lambda: shown_at_once(someone, path))
    someone.picture("redline-drawn")
    drawn, pasted = in_time(draw), in_time(paste)
    page.locator("main a[href*='/zones/reuse/']").first.click()
    page.wait_for_selector(".bs-map[data-drawn]")
    waived, eased = (int(page.locator("#spared dd").nth(place).inner_text()) for place in (0, 1))
    assert waived + eased > 0
    someone.picture("reuse-preview")
    assert faults(page) == []
    print(f"seconds from the last click to the result: live {live:.1f}, drawn {drawn:.1f}, pasted {pasted:.1f}")
    assert max(live, drawn, pasted) <= GOAL_SECONDS
    someone.leave()
