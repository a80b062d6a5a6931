"""Before acceptance 受理前: two departments check at once, one notice is made of it, the enterprise answers, the file is accepted."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from demo.papers import sample
from tests.browser import desk_steps, entry_steps, filing_steps
from tests.browser.conftest import Person
from tests.browser.dossiers import KILN

pytestmark = pytest.mark.browser

HERE = replace(KILN, typed={**KILN.typed, "name": "垚鑫䶮釉智能窑房项目"})
PAPER = "filing_information"


def test_an_incomplete_file_is_checked_in_parallel_told_once_corrected_and_accepted(person):
    with person("enterprise") as owner:
        project = entry_steps.enter(owner, HERE, "intake-1")
        entry_steps.upload_redline(owner, project, HERE, "intake-1")
        filed = filing_steps.file_first_stage(owner, project, HERE, "intake-1")
    with person("reviewer") as reviewer:
        _check(reviewer, filed.number)
    with person("lead") as lead:
        lead.page.set_default_timeout(20000)
        desk_steps._open(desk_steps.row_of(lead, "/approvals/completeness/?tab=merge", filed.number))
        expect(lead.page.locator(f"[name=bad_{PAPER}]")).to_be_checked()
        expect(lead.page.locator(f"[name=reason_{PAPER}]")).to_have_value("末页缺少法定代表人签字。")
        lead.picture("intake-2-merge")
        lead.page.get_by_role("button", name="发出一次性告知书").click()
        lead.page.locator("#bs-confirm").locator("button[value=yes]").click()
        expect(lead.page.locator("#bs-messages .bs-note--success")).to_be_visible()
    with person("enterprise") as owner:
        _answer(owner, filed.pk)
    with person("clerk") as clerk:
        desk_steps.accept(clerk, filed, "intake-4")


def _check(reviewer: Person, number: str) -> None:
    """Every department of the file: those that take the paper say the same, the others find nothing."""
    page, found = reviewer.page, 0
    desk_steps.row_of(reviewer, "/approvals/completeness/", number)
    while desk_steps.mine(reviewer, number).count():
        desk_steps._open(desk_steps.mine(reviewer, number).first)
        if page.locator(f"[name=bad_{PAPER}]").count():
            found += 1
            page.locator("li").filter(has=page.locator(f"[name=bad_{PAPER}]")).locator("summary").click()
            page.locator(f"[name=bad_{PAPER}]").check()
            page.locator(f"[name=reason_{PAPER}]").fill("末页缺少法定代表人签字。")
            page.locator(f"[name=clause_{PAPER}]").fill("《企业投资项目核准和备案管理条例》第十三条")
            reviewer.picture("intake-2-check")
            page.get_by_role("button", name="反馈补正意见").click()
        else:
            page.get_by_role("button", name="材料齐全").click()
        expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
    assert found, "no department takes the paper"


def _answer(owner: Person, pk: int) -> None:
    """The self-check names what is missing; a file and a reason later everything is handed in."""
    page = owner.page
    owner.refusals = (422,)
    owner.open(f"/approvals/{pk}/correction/")
    page.get_by_role("button", name="自查").click()
    expect(page.locator(".bs-field.is-bad")).to_have_count(1)
    page.locator("input[type=file]").set_input_files(
        {"name": "补签件.pdf", "mimeType": "application/pdf", "buffer": sample("补签件", HERE.name)}
    )
    page.get_by_role("radio", name="补正文件").check()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("main")).to_contain_text("补签件.pdf")
    owner.picture("intake-3-correction")
    page.get_by_role("button", name="提交答复").click()
    page.wait_for_url(lambda url: url.endswith(f"/approvals/{pk}/"))
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
