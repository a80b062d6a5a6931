"""Every desk of every role at both widths: nothing scrolls sideways, nobody complains, axe finds nothing.

The desks are what the navigation of each role links to, so that a new one is looked at without anybody adding it here.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, HEIGHT, PHONE, ROOT, Person

pytestmark = pytest.mark.browser
ROLES = ("enterprise", "agent", "clerk", "reviewer", "head", "lead", "supervisor", "zone", "admin")
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | "))"""


def faults(page: Page) -> list[str]:
    """What axe finds on the open page; it is run by the browser itself, so that the page's policy does not matter."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN)
    return found


def desks(person: Person) -> list[str]:
    """The addresses of the navigation."""
    links = person.page.locator("nav a[href^='/']").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    return sorted({link.split("#")[0] for link in links if not link.startswith(("/admin", "/accounts/logout"))})


def look(person: Person, path: str) -> list[str]:
    """Open a page at both widths; what is wrong with it."""
    wrong = []
    for width in (DESK, PHONE):
        person.page.set_viewport_size({"width": width, "height": HEIGHT})
        person.open(path)
        person.page.wait_for_load_state("networkidle")
        overflow = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            wrong.append(f"{path} at {width}: {overflow} px too wide")
        wrong += [f"{path} at {width}: {fault}" for fault in faults(person.page)]
    return wrong


@pytest.mark.parametrize("role", ROLES)
def test_every_desk_is_usable_at_both_widths(person, role: str) -> None:
    with person(role) as somebody:  # leaving asserts: no console error, no policy complaint, no third party
        wrong = [fault for path in desks(somebody) for fault in look(somebody, path)]
        assert wrong == []


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        (
            "zone",
            ["/zones/JXFX/units/draw/", "/zones/JXFX/units/draw/?kind=R09", "/zones/units/expiring/", "/zones/land/indicators/"],
        ),
        ("supervisor", ["/supervision/map/"]),
    ],
)  # fmt: skip
def test_pages_behind_a_desk_are_usable_at_both_widths(person, role: str, paths: list[str]) -> None:
    with person(role) as somebody:
        assert [fault for path in paths for fault in look(somebody, path)] == []


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/guide/", "/v/", "/register/"])
def test_every_public_page_is_usable_at_both_widths(person, path: str) -> None:
    with person() as stranger:
        assert look(stranger, path) == []


def test_each_check_sees_what_it_is_for(person, tmp_path: Path) -> None:
    """Planted: a picture without words, something too wide, a script the policy forbids, a stranger's address."""
    with pytest.raises(AssertionError) as told, person() as stranger:
        stranger.refusals = (404,)
        page = stranger.page
        stranger.open("/guide/")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/x.png\">')")
        assert any(fault.startswith("image-alt") for fault in faults(page))
        page.evaluate("document.querySelector('main').style.minWidth = '3000px'")
        with pytest.raises(AssertionError, match="sideways"):
            stranger.expect_no_sideways_scroll("planted")
        page.evaluate(
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<img alt=\"x\" src=\"http://127.0.0.2:9/x.png\">')"
        )
        page.evaluate("{ const s = document.createElement('script'); s.text = '1'; document.body.append(s); }")
        page.wait_for_timeout(500)
    assert "third parties" in str(told.value) or "Content Security Policy" in str(told.value)
