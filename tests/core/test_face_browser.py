"""The components in Chromium: keyboard, dialogs, forms that lose nothing, the redline editor, axe, weight."""

import gzip
import json
import os
from collections.abc import Iterator

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHROMIUM = "/usr/bin/chromium"
LIMIT_FIRST, LIMIT_MAP = 200_000, 600_000


@pytest.fixture
def page(live_server, settings) -> Iterator:
    playwright = pytest.importorskip("playwright.sync_api")
    if not os.path.exists(CHROMIUM):
        pytest.skip("Chromium is not installed")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.DEMO_MODE = True
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        context = browser.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900})
        tab = context.new_page()
        tab.troubles = []
        tab.on("pageerror", lambda error: tab.troubles.append(str(error)))
        tab.on("console", lambda line: tab.troubles.append(line.text) if line.type == "error" else None)
        yield tab
        browser.close()


@pytest.fixture
def gallery(page):
    page.goto("/demo/gallery/", wait_until="networkidle")
    page.wait_for_selector("#map-edit[data-drawn]")
    return page


@pytest.mark.parametrize("width", [1280, 360])
def test_every_component_passes_axe_fits_the_screen_and_breaks_no_policy(page, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("/demo/gallery/", "/"):
        page.goto(path, wait_until="networkidle")
        found = axe.Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.troubles == []


def test_axe_finds_a_planted_violation(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.goto("/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input type=text>')")
    assert "label" in [v["id"] for v in axe.Axe().run(page).response["violations"]]


@pytest.mark.parametrize(("path", "limit"), [("/", LIMIT_FIRST), ("/demo/gallery/", LIMIT_MAP)])
def test_a_first_visit_weighs_little_and_asks_nobody_else(page, live_server, path, limit):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="networkidle")
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []
    own = {url.split("#")[0] for url in asked if url.startswith(live_server.url)}
    weights = {url: len(gzip.compress(page.request.get(url).body())) for url in own}
    assert any(url.endswith("app.js") for url in weights)
    assert sum(weights.values()) <= limit, weights


def test_rows_are_walked_by_j_and_k_and_the_shortcuts_can_be_switched_off(gallery):
    gallery.keyboard.press("j")
    gallery.keyboard.press("j")
    assert gallery.locator("tr.is-cursor").inner_text().startswith("防空地下室")
    gallery.keyboard.press("k")
    assert gallery.locator("tr.is-cursor").inner_text().startswith("建设工程规划")
    gallery.keyboard.press("Enter")
    assert gallery.url.endswith("#tables")
    gallery.keyboard.press("/")
    assert gallery.evaluate("document.activeElement.id") == "g-q"
    gallery.keyboard.type("j?")
    assert gallery.input_value("#g-q") == "j?"
    gallery.locator("h1").click()
    gallery.keyboard.press("?")
    assert gallery.locator("#bs-keys").is_visible()
    gallery.click("[data-keys-switch]")
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("?")
    assert not gallery.locator("#bs-keys").is_visible()


def test_a_column_is_sorted_by_its_value_not_by_its_text(gallery):
    gallery.click("th:has-text('剩余时限') button")
    lefts = gallery.locator("td[data-value]").evaluate_all("nodes => nodes.map((n) => Number(n.dataset.value))")
    assert lefts == sorted(lefts)


def test_a_grave_step_asks_first_and_the_answer_no_sends_nothing(gallery):
    sent = []
    gallery.on("request", lambda request: sent.append(request.url) if request.is_navigation_request() else None)
    gallery.click("button:has-text('退件')")
    assert "企业须重新提交" in gallery.locator("#bs-confirm").inner_text()
    gallery.click("#bs-confirm [value=no]")
    assert sent == []
    gallery.click("button:has-text('退件')")
    with gallery.expect_navigation():
        gallery.click("#bs-confirm [value=yes]")
    assert len(sent) == 1


def test_two_presses_are_one_submission(gallery):
    posts = []
    gallery.route(
        "**/demo/gallery/",
        lambda route: (posts.append(1), route.abort()) if route.request.method == "POST" else route.continue_(),
    )
    gallery.evaluate("document.querySelector('#forms form').removeAttribute('data-upload')")
    gallery.evaluate("for (let i = 0; i < 2; i++) document.querySelector('#forms form').requestSubmit()")
    gallery.wait_for_timeout(300)
    assert len(posts) == 1


def test_typed_text_survives_a_reload_and_is_forgotten_on_request(gallery):
    gallery.fill("#g-text", "同意，䶮山水厂扩建")
    gallery.reload(wait_until="networkidle")
    assert gallery.input_value("#g-text") == "同意，䶮山水厂扩建"
    gallery.click("form[data-autosave] .bs-link")
    gallery.reload(wait_until="networkidle")
    assert gallery.input_value("#g-text") == ""


def test_an_upload_shows_its_answer_without_leaving_the_page(gallery):
    gallery.fill("#id_name", "㛃江大道北延工程")
    gallery.set_input_files("#id_drawing", {"name": "图纸.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    assert "图纸.pdf" in gallery.locator("[data-drop-list]").inner_text()
    gallery.evaluate("document.querySelector('main').dataset.old = '1'")
    gallery.click("#forms button.btn-primary")
    gallery.wait_for_selector("main:not([data-old]) #map-edit[data-drawn]")
    assert gallery.locator("#forms form").is_visible()
    assert gallery.troubles == []


def test_an_interrupted_upload_says_so_and_keeps_what_was_typed(gallery):
    gallery.route("**/demo/gallery/", lambda route: route.abort())
    gallery.fill("#id_name", "㛃江大道北延工程")
    gallery.set_input_files("#id_drawing", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    gallery.click("#forms button.btn-primary")
    gallery.wait_for_selector("#forms .bs-form-status.is-bad")
    assert gallery.input_value("#id_name") == "㛃江大道北延工程"
    assert gallery.get_attribute("#forms button.btn-primary", "aria-disabled") is None


def test_a_file_over_the_limit_is_named_before_it_is_sent(gallery):
    gallery.evaluate("document.getElementById('id_drawing').dataset.maxMb = '0.001'")
    gallery.set_input_files("#id_drawing", {"name": "big.pdf", "mimeType": "application/pdf", "buffer": b"x" * 5000})
    assert "big.pdf" in gallery.locator("[data-drop-list] .bs-field__error").inner_text()


def test_tabs_are_moved_by_arrow_keys_and_all_panels_print(gallery):
    gallery.focus("#tab-tab-opinions")
    gallery.keyboard.press("ArrowRight")
    assert gallery.locator("#tab-files").is_visible()
    assert not gallery.locator("#tab-opinions").is_visible()
    gallery.emulate_media(media="print")
    assert gallery.locator("#tab-opinions").is_visible()
    assert not gallery.locator(".bs-top").is_visible()


def test_large_text_is_remembered(gallery):
    before = gallery.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    gallery.click("[data-large-text]")
    gallery.goto("/")
    assert gallery.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before * 1.2
    assert gallery.get_attribute("[data-large-text]", "aria-pressed") == "true"


def redline(page) -> list:
    return json.loads(page.input_value("#id_redline"))["coordinates"]


def test_a_corner_typed_in_the_table_moves_on_the_map_and_can_be_undone(gallery):
    before = redline(gallery)
    gallery.select_option(".bs-map__twin select", "4527")
    north, east = gallery.locator("#map-edit tbody tr").first.locator("input").all()
    assert (north.input_value(), east.input_value()) == ("3174669.149", "39388382.945")
    gallery.select_option(".bs-map__twin select", "4490")
    gallery.locator("#map-edit tbody tr").first.locator("input").first.fill("115.8575")
    gallery.keyboard.press("Tab")
    gallery.wait_for_timeout(100)
    assert redline(gallery)[0][0] == [115.8575, 28.683]
    assert redline(gallery)[0][-1] == [115.8575, 28.683]
    assert gallery.evaluate("document.activeElement.tagName") == "INPUT"
    gallery.click("#map-edit button:has-text('撤销')")
    assert redline(gallery) == before


def test_a_corner_outside_the_province_is_refused_with_a_sentence(gallery):
    before = redline(gallery)
    gallery.locator("#map-edit tbody tr").first.locator("input").first.fill("28.683")
    gallery.keyboard.press("Tab")
    gallery.wait_for_timeout(100)
    assert gallery.locator("#map-edit .bs-map__twin [role=alert]").inner_text()
    assert redline(gallery) == before


def test_a_redline_is_drawn_with_the_mouse(gallery):
    gallery.click("#map-edit button:has-text('删除红线')")
    gallery.click("#bs-confirm [value=yes]")
    assert gallery.input_value("#id_redline") == ""
    gallery.click("#map-edit button:has-text('绘制红线')")
    view = gallery.locator("#map-edit .bs-map__view")
    view.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    box = view.bounding_box()
    for x, y in [(0.2, 0.6), (0.45, 0.6), (0.45, 0.85), (0.2, 0.85)]:
        gallery.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        gallery.wait_for_timeout(350)
    gallery.mouse.click(box["x"] + 0.2 * box["width"], box["y"] + 0.6 * box["height"])
    gallery.wait_for_timeout(200)
    [ring] = redline(gallery)
    assert len(ring) == 5
    assert ring[0] == ring[-1]


def test_the_map_moves_by_arrow_keys(gallery):
    middle = "document.querySelector('#map-view').bsMap.map.getView().getCenter()[0]"
    before = gallery.evaluate(middle)
    gallery.focus("#map-view .bs-map__view")
    gallery.keyboard.press("ArrowRight")
    gallery.wait_for_timeout(400)
    assert gallery.evaluate(middle) > before


def test_without_scripts_the_page_still_shows_everything(live_server, settings, page):
    plain = page.context.browser.new_context(java_script_enabled=False, base_url=live_server.url).new_page()
    plain.goto("/demo/gallery/")
    assert plain.locator("#tab-opinions").is_visible()
    assert plain.locator("#tab-files").is_visible()
    assert plain.locator("form[action='/demo/time/'] button").first.is_visible()
    assert not plain.locator("[data-large-text]").is_visible()
