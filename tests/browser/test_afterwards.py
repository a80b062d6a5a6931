"""What happens to a case after acceptance, in the browser: a correction from request to answer, and many signatures."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
UNDER_REVIEW = """
    SELECT c.id FROM approvals_itemcase c
    JOIN approvals_jointapplication a ON a.id = c.application_id JOIN projects_project p ON p.id = a.project_id
    JOIN accounts_membership m ON m.enterprise_id = p.enterprise_id JOIN accounts_user u ON u.id = m.user_id
    WHERE c.state = 'OPEN' AND a.state = 'ACCEPTED' AND a.region_id = '360702' AND c.holder_id IS NULL
      AND c.id NOT IN (SELECT case_id FROM approvals_casecorrection)
      AND c.id NOT IN (SELECT case_id FROM approvals_specialprocedure)
      AND c.id NOT IN (SELECT case_id FROM approvals_extension WHERE state = 'REQUESTED')
      AND NOT EXISTS (SELECT 1 FROM approvals_jointreview j WHERE j.case_id = c.id AND j.concluded_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM clocks_clock k WHERE k.subject_type = 'approvals.itemcase' AND k.subject_id = c.id
                      AND k.ended_on IS NULL AND k.due_on < date('now', '+8 hours'))
      AND c.item_id IN (SELECT item_id FROM catalogue_materialspec) AND {more}
    ORDER BY c.id LIMIT {count}"""


@pytest.fixture
def cases(demo: tuple[str, Path]) -> Callable[[str, int], list[int]]:
    """Keys of cases under review in the county of the tour that can be decided: in time, and no joint procedure runs."""

    def find(more: str, count: int) -> list[int]:
        with closing(sqlite3.connect(f"file:{demo[1] / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
            return [row[0] for row in base.execute(UNDER_REVIEW.format(more=more, count=count))]

    return find


def test_a_correction_after_acceptance_goes_from_the_reviewer_over_the_head_to_the_applicant(person, cases) -> None:
    [case] = cases("u.username = 'enterprise'", 1)
    with person("reviewer") as reviewer:
        page = reviewer.page
        reviewer.open(f"/approvals/cases/{case}/")
        page.get_by_role("link", name="要求补正").click()
        page.locator("[name^=bad_]").first.check()
        page.locator("[name^=reason_]").first.fill("总平面图缺少退界标注，请补标。")
        page.locator("[name^=clause_]").first.fill("规划管理技术导则第三条")
        page.locator("textarea[name=reason]").fill("现场复核后发现")
        page.locator("input[name=days]").fill("5")
        reviewer.picture("correction-ask")
        page.get_by_role("button", name="提交审批负责人同意").click()
        expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
    with person("head") as head:
        head.open(f"/approvals/cases/{case}/#corrections")
        head.page.locator("#corrections").get_by_role("button").first.click()
        expect(head.page.locator("#bs-messages .bs-note--success")).to_be_visible()
        expect(head.page.locator("h1 ~ *, header").filter(has_text="受理后补正").first).to_be_visible()
        head.picture("correction-granted")
    with person("enterprise") as enterprise:
        page = enterprise.page
        enterprise.open(f"/approvals/cases/{case}/correction/")
        page.locator("[name^=answer_]").first.fill("已补标退界尺寸。")
        enterprise.picture("correction-answer")
        page.get_by_role("button", name="提交补正材料").click()
        page.wait_for_url(re.compile(r"/approvals/\d+/$"))
        expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()


def test_a_head_signs_several_cases_on_one_page_and_reads_each_result(person, cases) -> None:
    chosen = cases("u.username IS NOT NULL GROUP BY c.id", 2)
    with person("reviewer") as reviewer:
        for case in chosen:
            reviewer.open(f"/approvals/cases/{case}/")
            reviewer.page.locator("[name=recommendation][value=PASS]").check()
            reviewer.page.locator("#opinion_text").fill("经审查符合条件，建议通过。")
            reviewer.page.get_by_role("button", name="提交审批负责人").click()
            reviewer.page.wait_for_url(lambda url: url.split("?")[0].endswith("/approvals/inbox/"))
    with person("head") as head:
        page = head.page
        head.open("/approvals/inbox/")
        page.get_by_role("link", name="批量签发").click()
        for case in chosen:
            page.locator(f"[name=cases][value='{case}']").check()
        page.locator("[name=pattern]").fill("样批审〔2026〕#号")
        page.locator("[name=first]").fill("701")
        head.picture("batch-sign")
        page.get_by_role("button", name="签发勾选的办件").click()
        page.locator("#bs-confirm").locator("button[value=yes]").click()
        results = page.locator("[aria-labelledby=results-title] tbody tr")
        expect(results).to_have_count(2)
        assert [results.nth(n).locator(".bs-chip--good").count() for n in range(2)] == [1, 1]
        head.picture("batch-signed")
