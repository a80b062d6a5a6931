"""Steps 3 to 5 in the browser, as the officers: check, notify, accept, review, sign, consolidate, issue."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Person
from tests.browser.dossiers import Dossier
from tests.browser.entry_steps import type_into
from tests.browser.filing_steps import Filed

PATIENCE = 30
"""Seconds a desk may take to show what another desk just did."""


def row_of(who: Person, desk: str, *texts: str) -> Locator:
    """The row of a desk with all these texts, once it is there; the page is opened again until then."""
    rows = mine(who, *texts)
    for _second in range(PATIENCE):
        who.open(desk)
        if rows.count():
            return rows.first
        who.page.wait_for_timeout(1000)
    raise AssertionError(f"{desk} never showed {texts}")


def mine(who: Person, *texts: str) -> Locator:
    """Rows of the open desk with all these texts."""
    rows = who.page.locator("main tbody tr")
    for text in texts:
        rows = rows.filter(has_text=text)
    return rows


def _open(row: Locator) -> None:
    with row.page.expect_navigation():
        row.get_by_role("rowheader").get_by_role("link").click()


def _thanked(who: Person, desk: str) -> None:
    """Back at the desk, with a sentence that it is done."""
    who.page.wait_for_url(lambda url: url.split("?")[0].endswith(desk))
    expect(who.page.locator("#bs-messages .bs-note--success")).to_be_visible()


# ---- window --------------------------------------------------------------------------------------------------


def notify(clerk: Person, filed: Filed, defects: dict[str, str], shot: str) -> None:
    """One notice with every defect; `defects` gives the reason by material key."""
    page = clerk.page
    _open(row_of(clerk, "/approvals/window/", filed.number))
    for key, reason in defects.items():
        page.locator("li").filter(has=page.locator(f"[name=bad_{key}]")).locator("summary").click()
        page.locator(f"[name=bad_{key}]").check()
        page.locator(f"[name=reason_{key}]").fill(reason)
        page.locator(f"[name=clause_{key}]").fill("《行政许可法》第三十二条第一款第四项")
    clerk.picture(f"{shot}-check")
    page.get_by_role("button", name="发出一次性告知书").click()
    page.locator("#bs-confirm").locator("button[value=yes]").click()
    _thanked(clerk, "/approvals/window/")
    expect(page.get_by_role("row").filter(has_text=filed.number)).to_have_count(0)


def accept(clerk: Person, filed: Filed, shot: str) -> None:
    """受理: nothing is missing."""
    _open(row_of(clerk, "/approvals/window/", filed.number))
    clerk.picture(f"{shot}-accept")
    clerk.page.get_by_role("button", name="受理", exact=True).click()
    _thanked(clerk, "/approvals/window/")


def issue(clerk: Person, filed: Filed, shot: str) -> None:
    """出件: everything leaves together."""
    _open(row_of(clerk, "/approvals/window/?tab=issue", filed.number))
    clerk.picture(f"{shot}-issue")
    clerk.page.get_by_role("button", name="统一出件").click()
    _thanked(clerk, "/approvals/window/")


# ---- departments ---------------------------------------------------------------------------------------------


def expect_most_urgent_first(who: Person) -> None:
    """No row of the open inbox has fewer days left than the one above it."""
    words = [line.inner_text() for line in who.page.locator("main tbody tr .bs-days").all()]
    # A clock that stands still keeps its days while its due date moves; one whose statutory limit passed first is late
    # with promised days left, and so is one on a day off after its last day.
    left = [days_left(line) for line in words if "暂停" not in line and "已超期" not in line]
    assert left == sorted(left), f"the inbox is not ordered by days left: {left}"


def days_left(words: str) -> int:
    """「剩 3 个工作日」「超期 2 个工作日」「今日到期」 as a number."""
    if "今日到期" in words:
        return 0
    found = re.search(r"(剩|超期)\s*(\d+)", words)
    assert found, f"no days in {words!r}"
    return int(found[2]) * (-1 if found[1] == "超期" else 1)


def give_opinion(reviewer: Person, project: str, item: str, shot: str) -> None:
    """审查意见, from the row of the inbox; pictures where `shot` names them."""
    page = reviewer.page
    row = row_of(reviewer, "/approvals/inbox/", project, item)
    expect_most_urgent_first(reviewer)
    if shot:
        reviewer.picture(f"{shot}-inbox")
    _open(row)
    page.locator("[name=recommendation][value=PASS]").check()
    page.locator("form[action$='/opinion/'] [name=text]").fill("申请材料齐全,符合国土空间规划和产业政策,建议准予。")
    page.locator("form[action$='/opinion/'] [name=conditions]").fill(
        "须按批准的红线建设。\n开工前完成施工围挡与扬尘治理方案。"
    )
    if shot:
        reviewer.picture(f"{shot}-case")
    page.get_by_role("button", name="提交审批负责人").click()
    _thanked(reviewer, "/approvals/inbox/")


def sign(head: Person, project: str, item: str, number: str, shot: str) -> None:
    """签发: the head sees the opinion, gives number and title."""
    page = head.page
    _open(row_of(head, "/approvals/inbox/", project, item))
    expect(page.locator("main")).to_contain_text("建议准予")
    type_into(page.locator("[name=outcome]"), "PASS")
    page.locator("[name=official_number]").fill(number)
    expect(page.locator("[name=title]")).not_to_have_value("")
    if shot:
        head.picture(f"{shot}-sign")
    page.get_by_role("button", name="签发", exact=True).click()
    _thanked(head, "/approvals/inbox/")


def decide_all(reviewer: Person, head: Person, dossier: Dossier, filed: Filed, shot: str) -> None:
    """Opinion and signature for every item, in the order in which they open; a waiting one is not yet in the inbox."""
    for n, item in enumerate(dossier.items):
        seen = f"{shot}-{n}" if n == 0 else ""  # the pages look alike for the items that follow
        give_opinion(reviewer, dossier.name, item, seen)
        for waiting in dossier.items[n + 1 :]:
            expect(mine(reviewer, dossier.name, waiting)).to_have_count(0)
        sign(head, dossier.name, item, f"章审〔2026〕{filed.number[-8:]}-{n + 1}号", seen)


def consolidate(lead: Person, filed: Filed, shot: str) -> None:
    """牵头汇总: every department's answer in one text."""
    page = lead.page
    button = page.locator("section").filter(has_text=filed.number).get_by_role("link", name="汇总")
    for _second in range(PATIENCE):
        lead.open("/approvals/lead/")
        if button.count():
            break
        page.wait_for_timeout(1000)
    lead.picture(f"{shot}-lead")
    button.click()
    page.locator("[name=text]").fill("各部门均已办结,意见一致,准予本阶段全部事项,请综合窗口统一出件。")
    lead.picture(f"{shot}-consolidate")
    page.get_by_role("button", name="存档并交综合窗口").click()
    _thanked(lead, "/approvals/lead/")
