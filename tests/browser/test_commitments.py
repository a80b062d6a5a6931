"""承诺 in the browser: what it saves and owes, signed, public, checked on a phone, heard, revoked, repaired, watched."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import promise_steps as steps

pytestmark = pytest.mark.browser
FREE = """
    SELECT p.id FROM projects_project p
    JOIN accounts_membership m ON m.enterprise_id = p.enterprise_id JOIN accounts_user u ON u.id = m.user_id
    WHERE u.username = 'enterprise' AND p.flow_code = 'ENT_INDUSTRIAL_STD' AND p.region_id = '360702'
      AND p.id IN (SELECT project_id FROM commitments_commitment WHERE track = 'NC' AND state = 'FULFILLED')
      AND p.id NOT IN (SELECT project_id FROM commitments_commitment WHERE item_code = '303')
    ORDER BY p.id"""
CHECK = "SELECT id FROM commitments_verification WHERE commitment_id = ? AND reason = 'FULL' AND state = 'OPEN'"
GATES = """
    SELECT project_id FROM commitments_commitment WHERE track = 'RQ' AND state = 'FULFILLED' AND region_id = '360702'
      AND project_id NOT IN (SELECT project_id FROM approvals_constructionstart) ORDER BY id"""
OWN = "SELECT id FROM commitments_commitment WHERE region_id = '360702' AND track = ? AND state = ? ORDER BY id"
CURED = "SELECT id FROM commitments_creditrecord WHERE record_class = 'GENERAL' AND repair = 'NONE' ORDER BY id"
OPEN_CHECK = "SELECT id FROM commitments_verification WHERE commitment_id = ? AND reason = ? AND state = 'OPEN'"
WAITING = """
    SELECT c.id FROM approvals_itemcase c JOIN commitments_latefiling l ON l.application_id = c.application_id
    WHERE l.commitment_ptr_id = ? AND c.state = 'LATE_FILES'"""
DRAWN = "SELECT verification_id FROM commitments_inspectionvisit WHERE inspection_id = ? ORDER BY id"
SENT = """
    SELECT u.username FROM commitments_inspectionvisit v
    JOIN commitments_inspectionvisit_inspectors i ON i.inspectionvisit_id = v.id JOIN accounts_user u ON u.id = i.user_id
    WHERE v.verification_id = ? ORDER BY u.id"""
PROJECT = "SELECT project_id FROM commitments_commitment WHERE id = ?"
DOCUMENT = "样政办〔2026〕19号"
STATE = "SELECT count(*) FROM commitments_commitment WHERE id = ? AND state = 'FULFILLED'"


@pytest.fixture
def every(demo: tuple[str, Path]) -> Callable[..., list[Any]]:
    """The first column a query gives in the demo's database."""

    def column(query: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(f"file:{demo[1] / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
            return [row[0] for row in base.execute(query, values)]

    return column


@pytest.fixture
def ask(every: Callable[..., list[Any]]) -> Callable[..., Any]:
    """The first value of that column."""

    def first(query: str, *values: object) -> Any:
        found = every(query, *values)
        assert found, query
        return found[0]

    return first


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as a camera gives it."""
    path = tmp_path / "现场.jpg"
    Image.effect_noise((640, 480), 60).convert("RGB").save(path, "JPEG")
    return path


def test_a_promise_goes_from_its_letter_to_its_revocation_before_everybodys_eyes(person, ask, photo) -> None:
    project = ask(FREE)
    with person("enterprise") as enterprise:
        promise = steps.draw_up(enterprise, project, "303")
        number = steps.sign(enterprise)
    with person() as public:
        steps.object_to(public, number)
    with person("reviewer") as reviewer:
        reviewer.open(promise)
        reviewer.page.locator("#do-answer [name=sustained][value=no]").check()
        steps.do(reviewer, "answer", answer="经现场核对，出入口与公示一致。")
    with person("head") as head:
        head.open(promise)
        steps.do(head, "grant")
        head.picture("promise-granted")
    with person("reviewer") as reviewer:
        check = ask(CHECK, int(promise.strip("/").split("/")[-1]))
        steps.check_on_site(reviewer, f"/commitments/verifications/{check}/", photo)
    with person("reviewer") as reviewer, person("head") as head, person("enterprise") as enterprise:
        steps.hear_and_revoke(reviewer, head, enterprise, promise)
        steps.credit(enterprise, promise)
        enterprise.open(f"/commitments/projects/{project}/")
        expect(enterprise.page.locator("main")).to_contain_text("未修复")


def test_a_draw_sends_inspectors_to_the_site_with_a_phone_and_a_stranger_draws_again(person, ask, every, photo) -> None:
    with person("supervisor") as supervisor:
        drawn = steps.draw(supervisor, "360702")
        for check in every(DRAWN, int(drawn.strip("/").split("/")[-1])):
            with person(ask(SENT, check)) as inspector:
                steps.check_on_site(inspector, f"/commitments/verifications/{check}/", photo, "KEPT")
        steps.publish(supervisor, drawn)
    with person() as stranger:
        steps.draw_again(stranger)


def test_promises_are_kept_brought_later_put_right_and_forgiven(person, ask) -> None:
    late, built, broken = ask(OWN, "RQ", "DECIDED"), ask(OWN, "CBV", "DECIDED"), ask(OWN, "NC", "RECTIFYING")
    record = f"/commitments/credit/{ask(CURED)}/"
    with person("enterprise") as enterprise:
        steps.bring_late_papers(enterprise, late, ask(PROJECT, late), "economic_indicators")
        steps.show_built(enterprise, built)
        steps.clean(enterprise, "promise-reported")
        enterprise.open(f"/commitments/{broken}/")
        steps.do(enterprise, "rectified", reason="围挡和冲洗设施已补设。")
        enterprise.open(record)
        steps.do(enterprise, "repair", promise="今后严格履约，按月报告。")
    with person("reviewer") as reviewer:
        steps.find_kept(
            reviewer,
            ask(OPEN_CHECK, built, "ACCEPTANCE"),
            "评价报告结论可行，出入口已按报告建成。",
            "promise-verify-built",
        )
        steps.find_kept(reviewer, ask(OPEN_CHECK, broken, "RECTIFIED"), "经复核，整改到位。")
    with person("head") as head:
        steps.convert(head, ask(WAITING, late))
        head.open(f"/commitments/{broken}/")
        steps.do(head, "accept")
        steps.clean(head, "promise-put-right")
        head.open(record)
        head.page.locator("#do-decide [name=agree][value=yes]").check()
        steps.do(head, "decide", answer="公示已满最短期限，整改到位，予以修复。")
        expect(head.page.locator("main")).to_contain_text("已修复")
        steps.clean(head, "promise-repaired")
    assert [ask(STATE, late), ask(STATE, built)] == [1, 1]


def test_gates_say_what_is_missing_who_clears_it_and_where(person, ask) -> None:
    project = ask(GATES)
    with person("enterprise") as enterprise:
        page = enterprise.page
        enterprise.open(f"/approvals/projects/{project}/gates/")
        expect(page.locator("[aria-labelledby=start-title]")).to_contain_text("建筑工程施工许可证核发")
        expect(page.locator("[aria-labelledby=start-title]").get_by_role("link", name="前往办理").first).to_be_visible()
        enterprise.refusals = (422,)
        page.get_by_role("button", name="报告开工").click()
        expect(page.locator(".bs-errors").first).to_be_visible()
        enterprise.picture("promise-gates")


def test_the_supervisor_reads_the_heat_map_and_every_number_opens_its_rows(person) -> None:
    with person("supervisor") as supervisor:
        page = supervisor.page
        supervisor.open("/commitments/overview/")
        supervisor.picture("promise-overview")
        cell = page.locator(".heat-map td.heat a").first
        told = cell.inner_text()
        cell.click()
        rows = page.locator("main table tbody tr")
        expect(rows.first).to_be_visible()
        assert str(rows.count()) in told
        supervisor.picture("promise-rows-behind-a-number")
        supervisor.open("/commitments/due/")
        supervisor.picture("promise-due")


def test_rules_are_entered_by_one_administrator_and_put_in_force_by_another(person) -> None:
    with person("admin") as first, person("admin2") as second:
        change = steps.enter_rules(first, DOCUMENT, "25")
        steps.confirm_own_rules(first, change)
        steps.confirm_rules(second, DOCUMENT, "25")
