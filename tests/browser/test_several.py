"""批量办理 in the browser: all are ticked at once, what was typed and ticked stays when something is missing."""

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_reviewer_ticks_all_and_loses_nothing_when_the_opinion_is_missing(person):
    with person("reviewer") as reviewer:
        reviewer.refusals = (422,)
        reviewer.open("/approvals/inbox/")
        page = reviewer.page
        page.get_by_role("link", name="批量出具意见").click()
        boxes = page.locator("tbody input[type=checkbox]")
        count = boxes.count()
        assert count >= 1
        page.get_by_label("全选").check()
        expect(page.locator(".bs-tick-all")).to_contain_text(f"已勾选{count}件，共{count}件")
        reviewer.picture("several-review")
        boxes.first.uncheck()
        expect(page.locator(".bs-tick-all")).to_contain_text(f"已勾选{count - 1}件")
        boxes.first.check()
        page.get_by_role("button", name="办理勾选的办件").click()
        page.locator("#bs-confirm").locator("button[value=yes]").click()
        expect(page.locator("tbody input[type=checkbox]:checked")).to_have_count(count)
        expect(page.locator("main")).to_contain_text("必填")
        reviewer.picture("several-review-refused")
        page.goto(reviewer.server + "/approvals/inbox/several/ask/")
        expect(page.get_by_label("全选")).to_be_visible()
        reviewer.picture("several-ask")
