"""The stages after the first in the browser: every kind of page by hand; what repeats is sent as its form sends it, undrawn."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import APIResponse, expect

from demo.papers import sample
from tests.browser import desk_steps
from tests.browser.conftest import Person
from tests.browser.filing_steps import PHONE, Filed

DONE = "#bs-messages .bs-note--success"
Rows = Callable[..., list[tuple[Any, ...]]]


def reader(var: Path) -> Rows:
    """Reads the demo's database; a browser shows keys in its addresses only."""

    def read(query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{var / 'bingshen.sqlite3'}?mode=ro", uri=True)) as base:
            return base.execute(query, values).fetchall()

    return read


@dataclass
class Town:
    """Who works on the project, each at a browser of their own."""

    owner: Person
    clerk: Person
    reviewer: Person
    head: Person
    lead: Person
    rows: Rows

    def cases(self, filed: Filed, *states: str) -> dict[str, int]:
        """Keys of the application's cases in one of `states`, by item code."""
        marks = ",".join("?" * len(states))
        found = self.rows(
            "SELECT i.code, c.id FROM approvals_itemcase c JOIN catalogue_item i ON i.id = c.item_id "
            f"WHERE c.application_id = ? AND c.state IN ({marks}) ORDER BY i.code",
            filed.pk,
            *states,
        )
        return dict(found)


@contextmanager
def in_town(person: Callable[..., Any], demo: tuple[str, Path]) -> Iterator[Town]:
    """Everybody the stages need, signed in."""
    with ExitStack() as stack:
        names = {"owner": "enterprise", "clerk": "clerk", "reviewer": "reviewer", "head": "head", "lead": "lead"}
        people = {post: stack.enter_context(person(name)) for post, name in names.items()}
        yield Town(**people, rows=reader(demo[1]))


def send(who: Person, path: str, files: dict[str, Any] | None = None, **said: str) -> None:
    """What the form of a page sends, without drawing the page again."""
    answer = sent(who, path, files, **said)
    if answer.status != 302:
        errors = re.findall(r'class="[^"]*(?:bs-errors|invalid)[^"]*".*?</(?:div|ul|p)>', answer.text(), re.S)
        raise AssertionError(f"{path} answered {answer.status}: {errors}")


def sent(who: Person, path: str, files: dict[str, Any] | None = None, **said: str) -> APIResponse:
    """The same, and what the server answers."""
    token = next(cookie["value"] for cookie in who.context.cookies() if cookie["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": who.server + path}
    said["once"] = uuid4().hex
    told: dict[str, Any] = {"multipart": {**said, **files}} if files else {"form": said}
    return who.context.request.post(who.server + path, headers=headers, max_redirects=0, **told)


def pdf(name: str, about: str) -> dict[str, Any]:
    """A sample paper as a form takes it."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": sample(name, about)}


def file_stage(owner: Person, project: int, stage: str, way: str = "ONLINE", only: tuple[str, ...] = ()) -> Filed:
    """From the page of the stage to the receipt; beside the stages, all that can be filed is ticked, or the items named
    in `only`, and their papers shown."""
    page = owner.page
    owner.open(f"/approvals/projects/{project}/file/{stage}/")
    page.get_by_role("button", name="开始申报").click()
    page.wait_for_url(re.compile(r"/draft/"))
    boxes = page.locator("[name=items]")
    for box in boxes.all():
        box.set_checked(not only or box.input_value() in only)
    if boxes.count():
        page.locator("button[name=update]").click()
        page.wait_for_url(re.compile(r"#papers"))
    address = page.url.split("#")[0].removeprefix(owner.server)
    for row in page.locator("#papers li[id^=m-]:has(form)").all():
        key = str(row.get_attribute("id")).removeprefix("m-")
        if not row.locator(".bs-chip--good").count():
            send(owner, f"{address}upload/{key}/", {"upload": pdf(key, stage)}, valid_to="")
    owner.open(address)
    form = page.locator("#filing")
    if stage == "S1":
        form.locator("[name=contact]").fill("蔺望舒")
        form.locator("[name=phone]").fill(PHONE)
    expect(form.locator("[name=contact]")).not_to_have_value("")  # nobody types it twice
    form.locator(f"[name=delivery][value={way}]").check()
    form.locator("[name=declared]").check()
    form.get_by_role("button", name="检查并提交").click()
    page.wait_for_url(re.compile(r"/receipt/"))
    return Filed(int(page.url.split("/")[-3]), page.locator("#receipt-number").inner_text().strip())


def accept(town: Town, filed: Filed) -> None:
    """受理."""
    send(town.clerk, f"/approvals/{filed.pk}/accept/")


def decide(town: Town, filed: Filed, late: tuple[str, ...] = ()) -> None:
    """Opinion and signature for every item that is open, and for what opens with it; for those in `late`, whose papers
    are missing, the preliminary opinion."""
    for _turn in range(9):
        fresh = town.cases(filed, "OPEN")
        waiting = fresh | town.cases(filed, "REVIEWED")  # a joint procedure has given the opinion already
        if not waiting:
            return
        for code, case in waiting.items():
            if code in fresh:
                give_opinion(town, case)
            if code in late:
                give_preliminary_opinion(town, case, drawn=code == late[0])
                continue
            number = f"章审〔2026〕{filed.number[-6:]}-{code}号"
            send(town.head, f"/approvals/cases/{case}/sign/", outcome="PASS", official_number=number, title="批准文件")
    raise AssertionError("there is always another item")


def give_opinion(town: Town, case: int) -> None:
    """审查意见: pass."""
    text = "申请材料齐全，符合规定，建议准予。"
    send(town.reviewer, f"/approvals/cases/{case}/opinion/", recommendation="PASS", text=text, conditions="")


def issue(town: Town, filed: Filed) -> None:
    """牵头汇总 where the stage has a lead, and 出件."""
    [(lead, state)] = town.rows("SELECT lead_id, state FROM approvals_jointapplication WHERE id = ?", filed.pk)
    if lead and state == "CONSOLIDATING":
        send(town.lead, f"/approvals/{filed.pk}/consolidate/", text="各部门均已办结，意见一致，请综合窗口统一出件。")
    send(town.clerk, f"/approvals/{filed.pk}/issue/")


def carry_out(town: Town, project: int, stage: str, way: str = "ONLINE") -> Filed:
    """A stage from filing to issue, where nothing happens on the way that another step shows."""
    filed = file_stage(town.owner, project, stage, way)
    accept(town, filed)
    decide(town, filed)
    issue(town, filed)
    return filed


# ---- a point of the notice that follows later ----------------------------------------------------------------


def promise_late(town: Town, filed: Filed, key: str) -> str:
    """One notice names a deferrable paper; the answer is a letter that promises it. The address of the letter."""
    desk_steps.notify(town.clerk, filed, {key: "指标与总平面图标注不一致。"}, "life-late")
    owner, page = town.owner, town.owner.page
    owner.open(f"/approvals/{filed.pk}/correction/")
    page.get_by_role("radio", name="容缺后补").check()
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="生成容缺后补承诺书").click()
    owner.picture("life-late-days")
    page.get_by_role("button", name="生成容缺后补承诺书").click()
    page.wait_for_url(re.compile(r"/commitments/\d+/$"))
    letter = page.url.removeprefix(owner.server)
    page.locator("#do-sign [name=signature][value=SEAL]").check()
    page.locator("#do-sign [name=declared]").check()
    page.locator("#do-sign form button").last.click()
    expect(page.locator(DONE)).to_be_visible()
    owner.open(f"/approvals/{filed.pk}/correction/")
    expect(page.locator(".bs-note--success")).to_contain_text("已承诺")
    owner.picture("life-late-answer")
    page.get_by_role("button", name="提交答复").click()
    page.wait_for_url(lambda url: url.endswith(f"/approvals/{filed.pk}/"))
    return letter


def items_of(town: Town, letter: str) -> tuple[str, ...]:
    """Codes of the items that wait for the papers of a letter."""
    found = town.rows(
        "SELECT items FROM commitments_obligation WHERE commitment_id = ?", int(letter.strip("/").split("/")[-1])
    )
    return tuple(sorted({code for (items,) in found for code in json.loads(items)}))


def give_preliminary_opinion(town: Town, case: int, *, drawn: bool) -> None:
    """初审意见 instead of the document, while the paper is missing."""
    head, page = town.head, town.head.page
    told = {"official_number": f"章初审〔2026〕{case}号", "text": "原则同意，补齐材料后出具正式文件。"}
    if not drawn:
        send(head, f"/approvals/cases/{case}/preliminary/", **told)
        return
    head.open(f"/approvals/cases/{case}/")
    form = page.locator("form[action$='/preliminary/']")
    for name, text in told.items():
        form.locator(f"[name={name}]").fill(text)
    head.picture("life-preliminary")
    form.locator("button").click()
    expect(page.locator(DONE)).to_be_visible()


def bring_late_paper(town: Town, project: int, letter: str, key: str, cases: list[int]) -> None:
    """The paper comes into the vault, is handed in on the letter's page, and the formal documents are signed."""
    send(town.owner, f"/projects/{project}/materials/{key}/", {"upload": pdf(key, "late")}, valid_to="")
    town.owner.open(letter)
    town.owner.page.locator("#do-hand_in_late form button").last.click()
    expect(town.owner.page.locator(DONE)).to_be_visible()
    town.owner.picture("life-late-handed-in")
    first, page = cases[0], town.head.page
    town.head.open(f"/approvals/cases/{first}/")
    form = page.locator("form[action$='/convert/']")
    form.locator("[name=official_number]").fill(f"章审〔2026〕正{first}号")
    form.locator("button").click()
    expect(page.locator(DONE)).to_be_visible()
    for case in cases[1:]:
        number = f"章审〔2026〕正{case}号"
        send(town.head, f"/approvals/cases/{case}/convert/", official_number=number, title="批准文件")


# ---- a clock that stands still -------------------------------------------------------------------------------


def stop_and_go(town: Town, case: int) -> None:
    """特别程序: asked for by the reviewer, granted by the head, ended when the experts have spoken."""
    reviewer, head = town.reviewer, town.head
    reviewer.open(f"/approvals/cases/{case}/")
    part = reviewer.page.locator("details").filter(has=reviewer.page.locator("form[action$='/special/']"))
    part.locator("summary").click()
    part.locator("[name=kind]").select_option("EXPERT_REVIEW")
    part.locator("[name=legal_basis]").fill("《行政许可法》第四十五条")
    part.locator("[name=reason]").fill("深基坑方案须专家论证")
    part.locator("[name=planned_end_on]").fill(str(date.today() + timedelta(days=14)))
    part.locator("[name=evidence]").fill("专家名单")
    part.locator("button").click()
    expect(reviewer.page.locator(DONE)).to_be_visible()
    head.open(f"/approvals/cases/{case}/")
    head.picture("life-special")
    head.page.locator("form[action$='/grant/'] button").click()
    expect(head.page.locator(DONE)).to_be_visible()
    reviewer.open(f"/approvals/cases/{case}/")
    expect(reviewer.page.locator("main")).to_contain_text("特别程序")
    reviewer.page.locator("form[action$='/resume/'] button").click()
    expect(reviewer.page.locator(DONE)).to_be_visible()


# ---- with others -------------------------------------------------------------------------------------------


def ask_around(town: Town, case: int) -> None:
    """征求意见: the reviewer asks one department; "not concerned" is an answer."""
    reviewer, page = town.reviewer, town.reviewer.page
    reviewer.open(f"/approvals/cases/{case}/opinions/")
    page.locator("[name=matters]").first.check()
    page.locator("[name=question]").fill("总平面布置是否涉及贵部门管理事项？")
    reviewer.picture("life-ask")
    page.get_by_role("button", name="发出征求意见").click()
    expect(page.locator(DONE)).to_be_visible()
    [(row,)] = town.rows("SELECT id FROM approvals_opinionrequest WHERE case_id = ?", case)
    reviewer.open(f"/approvals/opinions/{row}/")
    form = page.locator("form[action$='/answer/']")
    form.locator("[name=position][value=NOT_CONCERNED]").check()
    form.locator("button").click()
    expect(page.locator(DONE)).to_be_visible()


def review_drawings(town: Town, case: int, drawing: Path) -> None:
    """联合审图: one set handed in, every discipline passes its part, one certificate."""
    owner, page = town.owner, town.owner.page
    owner.open(f"/approvals/cases/{case}/")
    page.get_by_role("link", name="提交图纸联合审查").click()
    page.locator("[name=drawing]").set_input_files(drawing)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url(re.compile(r"/approvals/joint/\d+/$"))
    _pass_all(town, page.url.removeprefix(owner.server))


def accept_jointly(town: Town, case: int) -> None:
    """联合验收: one application, every department passes its part, one opinion."""
    owner, page = town.owner, town.owner.page
    owner.open(f"/approvals/cases/{case}/")
    page.get_by_role("link", name="申请联合验收").click()
    page.locator("[name=declared]").check()
    page.get_by_role("button", name="申请联合验收", exact=True).click()
    page.wait_for_url(re.compile(r"/approvals/joint/\d+/$"))
    _pass_all(town, page.url.removeprefix(owner.server))


def _pass_all(town: Town, address: str) -> None:
    parts = town.rows(
        "SELECT id FROM approvals_jointpart WHERE review_id = ? AND state = 'OPEN'", int(address.split("/")[-2])
    )
    for (part,) in parts:
        send(town.reviewer, f"/approvals/joint/parts/{part}/pass/", text="经审查，符合要求。")
    lead, page = town.lead, town.lead.page
    lead.open(address)
    page.locator("[name=outcome][value=PASS]").check()
    page.locator("form[action$='/conclude/'] [name=text]").fill("各部分均已合格，同意办结。")
    page.get_by_role("button", name="办结并出具文书").click()
    expect(page.locator(DONE)).to_be_visible()


# ---- building, delivery, the end -----------------------------------------------------------------------------


def start_building(owner: Person, project: int) -> None:
    """报告开工, once nothing stands in the way."""
    owner.open(f"/approvals/projects/{project}/gates/")
    owner.picture("life-gates")
    owner.page.get_by_role("button", name="报告开工").click()
    expect(owner.page.locator(DONE)).to_be_visible()


def hand_over(town: Town, filed: Filed) -> None:
    """窗口领取: found by the code the applicant says; undone by nobody, so the proof of service is printed."""
    [(code,)] = town.rows("SELECT code FROM approvals_handover WHERE application_id = ?", filed.pk)
    clerk, page = town.clerk, town.clerk.page
    clerk.open(f"/approvals/delivery/?q={code}")
    clerk.picture("life-delivery")
    page.get_by_role("rowheader").get_by_role("link").first.click()
    form = page.locator("form[action$='/hand_over/']")
    form.locator("[name=receiver]").fill("蔺望舒")
    form.locator("[name=receiver_is][value=AGENT]").check()
    form.locator("[name=id_tail]").fill("123X")
    clerk.picture("life-hand-over")
    form.locator("button").click()
    page.get_by_role("button", name=re.compile("送达回证")).click()
    expect(page.locator("main")).to_contain_text("送达")
    clerk.picture("life-served")


def post(town: Town, filed: Filed) -> None:
    """邮寄送达: sent with a number, proven by the courier's slip."""
    [(row,)] = town.rows("SELECT id FROM approvals_handover WHERE application_id = ?", filed.pk)
    clerk, page = town.clerk, town.clerk.page
    clerk.open(f"/approvals/delivery/{row}/")
    form = page.locator("form[action$='/send/']")
    form.locator("[name=courier]").fill("邮政特快专递")
    form.locator("[name=tracking]").fill("EX123456789CN")
    form.locator("[name=address]").fill("赣州市章贡区翀云大道九号")
    form.locator("button").click()
    expect(page.locator(DONE)).to_be_visible()
    clerk.picture("life-posted")
    form = page.locator("form[action$='/prove/']")
    form.locator("[name=receiver]").fill("蔺望舒")
    [(on,)] = town.rows("SELECT sent_on FROM approvals_handover WHERE id = ?", row)
    form.locator("[name=served_on]").fill(str(on))
    form.locator("[name=note]").fill("回执已签收")
    form.locator("button").click()
    expect(page.locator(DONE)).to_be_visible()


def expect_the_end(town: Town, project: int, cap: int, shot: str) -> None:
    """Every item of every stage is decided; the days of the limit are those of the union, within it."""
    owner, page = town.owner, town.owner.page
    owner.open(f"/approvals/projects/{project}/")
    owner.picture(f"{shot}-whole-life")
    left = town.rows(
        "SELECT i.code, c.state FROM approvals_itemcase c JOIN approvals_jointapplication a ON a.id = c.application_id "
        "JOIN catalogue_item i ON i.id = c.item_id WHERE a.project_id = ? AND c.state <> 'PASSED'",
        project,
    )
    assert left == [], f"not decided: {left}"
    for stage in ("S1", "S2", "S3", "S4"):
        expect(page.locator(f"#stage-{stage}")).to_be_visible()
    [(used, limit)] = town.rows(
        "SELECT used, \"limit\" FROM clocks_clock WHERE kind = 'CAP' AND project_id = ?", project
    )
    assert limit == cap
    assert used <= cap
