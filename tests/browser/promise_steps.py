"""Steps of the promises in the browser: signed, public, checked on site, heard, revoked, repaired."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import expect

from demo.papers import sample
from tests.browser.conftest import DESK, HEIGHT, PHONE, Person
from tests.browser.life_steps import sent
from tests.browser.test_desks import faults

DONE = "#bs-messages .bs-note--success"


def do(who: Person, verb: str, *, confirm: bool = False, **said: str) -> None:
    """Give one verb of a promise's page: fill its fields, press, and see that it is done."""
    part = who.page.locator(f"#do-{verb}")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    for name, text in said.items():
        part.locator(f"[name={name}]").fill(text)
    part.locator("form button").last.click()
    if confirm:
        who.page.locator("#bs-confirm").locator("button[value=yes]").click()
    expect(who.page.locator(DONE)).to_be_visible()


def draw_up(enterprise: Person, project: int, item: str) -> str:
    """What may be promised, with what it saves; the letter of one item is drawn up. Its path."""
    page = enterprise.page
    enterprise.open(f"/commitments/projects/{project}/")
    enterprise.picture("promise-1-offers")
    enterprise.open(f"/commitments/projects/{project}/NC/{item}/")
    expect(page.locator("#gain-title")).to_be_visible()
    expect(page.get_by_text("个工作日", exact=False).first).to_be_visible()
    enterprise.picture("promise-2-owes-and-saves")
    page.get_by_role("button", name="生成承诺书").click()
    page.wait_for_url(re.compile(r"/commitments/\d+/$"))
    return page.url.removeprefix(enterprise.server)


def sign(enterprise: Person) -> str:
    """Refused without the statement, then signed with the seal; the number of the letter."""
    page = enterprise.page
    page.locator("#do-sign [name=signature][value=SEAL]").check()
    enterprise.refusals = (422,)
    page.locator("#do-sign form button").last.click()
    expect(page.locator("#do-sign .bs-errors, #do-sign [id$=error], #do-sign .invalid-feedback").first).to_be_visible()
    page.locator("#do-sign [name=signature][value=SEAL]").check()
    page.locator("#do-sign [name=declared]").check()
    enterprise.picture("promise-3-sign")
    page.locator("#do-sign form button").last.click()
    expect(page.locator(DONE)).to_be_visible()
    enterprise.picture("promise-4-signed")
    found = re.search(r"CN\d{18,}", page.locator("main").inner_text())
    assert found
    return found[0]


def object_to(public: Person, number: str) -> None:
    """Anybody reads the letter while it is public, and objects without an account."""
    page = public.page
    public.open("/promises/")
    expect(page.locator("main")).to_contain_text(number)
    public.open(f"/promises/{number}/")
    page.locator("[name=name]").fill("䶮邻居")
    page.locator("[name=contact]").fill("0797-8000001")
    page.locator("[name=text]").fill("出入口位置与公示不符。")
    public.picture("promise-5-public")
    page.locator("main form button").last.click()
    expect(page.locator(DONE)).to_be_visible()


def clean(who: Person, name: str) -> None:
    """Pictures at both widths, and axe finds nothing."""
    who.picture(name)
    found = faults(who.page)
    assert found == [], f"{name}: {found}"


def bring_late_papers(enterprise: Person, letter: int, project: int, key: str) -> None:
    """容缺补正: the paper that was promised is uploaded once, and handed in on the letter."""
    page = enterprise.page
    enterprise.open(f"/projects/{project}/materials/")
    row = page.locator(f"#m-{key}")
    row.locator("summary", has_text="上传").click()
    paper = {"name": "指标表.pdf", "mimeType": "application/pdf", "buffer": sample("主要技术经济指标表", "容缺补正")}
    row.locator("[name=upload]").set_input_files(paper)
    row.get_by_role("button", name="上传").click()
    expect(row.locator("a", has_text="指标表.pdf")).to_be_visible()
    enterprise.open(f"/commitments/{letter}/")
    do(enterprise, "hand_in_late")


def show_built(enterprise: Person, letter: int) -> None:
    """先建后验: evidence for what was built first, and reported as kept."""
    page = enterprise.page
    enterprise.open(f"/commitments/{letter}/")
    duty = page.locator("[aria-labelledby=duties-title] details").first
    duty.locator("summary").click()
    duty.locator("[name=note]").fill("交通影响评价报告已通过专家评审，出入口已按报告建成。")
    duty.locator("form button").click()
    expect(page.locator(DONE)).to_be_visible()
    do(enterprise, "report")


def find_kept(
    reviewer: Person, check: int, findings: str, shot: str = "", measured: Mapping[str, str] | None = None
) -> None:
    """At the desk: everything owed by then is found to be kept, `measured` by the name of the indicator."""
    page = reviewer.page
    reviewer.open(f"/commitments/verifications/{check}/")
    for box in page.locator("[name=kept]").all():
        box.check()
    for name, value in (measured or {}).items():
        page.get_by_label(re.compile(rf"{name}.*实测")).fill(value)
    page.locator("[name=method][value=DATA]").check()
    page.locator("[name=outcome][value=KEPT]").check()
    page.locator("[name=findings]").fill(findings)
    if shot:
        clean(reviewer, shot)
    page.get_by_role("button", name="登记核查结果").click()
    expect(page.locator(DONE)).to_be_visible()


def convert(head: Person, case: int) -> None:
    """转正式文件: the preliminary opinion becomes the permit."""
    page = head.page
    head.open(f"/approvals/cases/{case}/")
    part = page.locator("section[aria-labelledby=do-convert]")
    part.locator("[name=official_number]").fill(f"样建规〔2026〕补{case}号")
    part.locator("[name=title]").fill("建设工程规划许可证")
    clean(head, "promise-convert")
    part.locator("form button").last.click()
    if page.locator("#bs-confirm[open]").count():
        page.locator("#bs-confirm").locator("button[value=yes]").click()
    expect(page.locator(DONE)).to_be_visible()


def draw(supervisor: Person, region: str) -> str:
    """双随机: everything of a county is drawn from a seed said aloud; the path of the draw."""
    page = supervisor.page
    supervisor.open("/commitments/inspections/")
    page.locator("[name=name]").fill("翀贤园区承诺履行双随机抽查")
    page.locator("[name=region]").select_option(region)
    for risk in "ABC":
        page.locator(f"[name=rate_{risk}]").fill("100")
    page.locator("[name=seed]").fill("20261128-7-19-23")
    page.get_by_role("button", name="抽取").click()
    page.locator("#bs-confirm").locator("button[value=yes]").click()
    page.wait_for_url(re.compile(r"/commitments/inspections/\d+/$"))
    clean(supervisor, "promise-drawn")
    return page.url.removeprefix(supervisor.server)


def publish(supervisor: Person, drawn: str) -> None:
    """Every visit is done, so the results may be public."""
    supervisor.open(drawn)
    supervisor.page.get_by_role("button", name="公开结果").click()
    expect(supervisor.page.locator(DONE)).to_be_visible()


def draw_again(public: Person) -> None:
    """Anybody reads seed, pools and every lot, and that drawing again gives the same."""
    page = public.page
    public.open("/promises/inspections/")
    page.locator("main a[href^='/promises/inspections/SSJ']").first.click()
    expect(page.locator("[aria-labelledby=again-title] .bs-note--success")).to_be_visible()
    page.locator("[aria-labelledby=again-title] summary").click()
    expect(page.locator("[aria-labelledby=again-title] li code").first).to_have_text(re.compile("^[0-9a-f]{64}$"))
    clean(public, "promise-drawn-again")


def check_on_site(reviewer: Person, check: str, photo: Path, outcome: str = "BROKEN") -> None:
    """The inspector on a phone: a photo, the position the phone gives, and the finding."""
    page = reviewer.page
    reviewer.context.grant_permissions(["geolocation"])
    reviewer.context.set_geolocation({"latitude": 25.831001, "longitude": 114.935002, "accuracy": 8})
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    reviewer.open(check)
    page.locator("[name=photo]").set_input_files(photo)
    page.locator("[name=caption]").fill("东侧围挡缺失")
    page.get_by_role("button", name="添加照片").click()
    expect(page.locator(".bs-photos img")).to_be_visible()
    page.locator("[data-position-take]").click()
    expect(page.locator("[name=latitude]")).to_have_value("25.831001")
    page.locator("[name=method][value=ONSITE]").check()
    page.locator(f"[name=outcome][value={outcome}]").check()
    if outcome == "BROKEN":
        page.locator("[name=kind]").select_option("FALSE")
        page.locator("[name=findings]").fill("现场未设置围挡，安全防护未按承诺落实。")
        reviewer.picture("promise-6-on-site")
    else:
        page.locator("[name=findings]").fill("现场与承诺一致，出入口和围挡均已落实。")
        clean(reviewer, "promise-visit")
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    page.get_by_role("button", name="登记核查结果").click()
    expect(page.locator(DONE)).to_be_visible()
    page.set_viewport_size({"width": DESK, "height": HEIGHT})


def hear_and_revoke(reviewer: Person, head: Person, enterprise: Person, promise: str) -> None:
    """Announced by the reviewer, answered by the enterprise, decided by the head who reads what falls with it."""
    reviewer.open(promise)
    do(reviewer, "announce", confirm=True, reason="现场仍未设置围挡和安全防护，拟撤销。")
    enterprise.open(promise)
    enterprise.picture("promise-7-to-be-heard")
    do(enterprise, "state_case", statement="因台风停工，围挡已重新采购，三日内补设。")
    head.open(promise)
    expect(head.page.locator("#do-revoke")).to_contain_text("告知承诺决定书")
    head.page.locator("#do-revoke [name=seen]").check()
    head.picture("promise-8-what-falls")
    do(head, "revoke", confirm=True)
    head.picture("promise-9-revoked")


def credit(enterprise: Person, promise: str) -> None:
    """The record with its publication, and what still stands against its repair; nothing can be promised meanwhile."""
    page = enterprise.page
    enterprise.open(promise)
    page.locator("main a[href*='/commitments/credit/']").first.click()
    page.wait_for_url(re.compile(r"/commitments/credit/\d+/$"))
    enterprise.picture("promise-10-credit")
    repair = page.locator("#do-repair")
    if repair.get_attribute("open") is None:
        repair.locator("summary").click()
    enterprise.refusals = (422,)
    repair.locator("textarea, input[type=text]").first.fill("今后严格履约，按月报告。")
    repair.locator("form button").last.click()
    expect(page.locator("#do-repair, .bs-errors").first).to_contain_text("公示")
    enterprise.picture("promise-11-repair-refused")


RULE = "practice-spot_check_days"
RULES = "/commitments/rules/"


def enter_rules(first: Person, document: str, value: str) -> str:
    """承诺规则修订: refused at the field without a numbered document, then sent to the second person; its path."""
    page = first.page
    first.open(RULES)
    clean(first, "rules-1-in-force")
    page.locator("[name=document]").fill("会议纪要")
    page.locator("[name=reason]").fill("抽查任务集中，适当延长完成期限。")
    page.locator(f"[name={RULE}]").fill(value)
    first.refusals = (422,)
    page.get_by_role("button", name="提交复核").click()
    expect(page.locator(".is-bad")).to_contain_text("文号")
    first.picture("rules-2-refused")
    page.locator("[name=document]").fill(document)
    expect(page.locator(f"[name={RULE}]")).to_have_value(value)  # what was typed is still there
    page.get_by_role("button", name="提交复核").click()
    page.wait_for_url(re.compile(RULES + r"\d+/$"))
    clean(first, "rules-3-waits")
    return page.url.removeprefix(first.server)


def confirm_own_rules(first: Person, change: str) -> None:
    """Whoever entered it finds nothing to confirm it with; and confirming it without the page is refused."""
    page = first.page
    first.open(change)
    expect(page.get_by_role("button", name="确认", exact=True)).to_have_count(0)
    expect(page.locator("main")).to_contain_text("须由另一名管理员")
    assert sent(first, change, do="confirm").status == 403
    first.open(change)
    expect(page.locator("main")).to_contain_text("待复核")
    first.open(RULES)  # and the next change cannot be entered meanwhile
    expect(page.get_by_role("button", name="提交复核")).to_have_count(0)
    clean(first, "rules-4-one-waits")


def confirm_rules(second: Person, document: str, value: str) -> None:
    """Another administrator finds it on top of the page, compares old and new, and confirms: it is in force."""
    page = second.page
    second.open(RULES)
    page.locator(".bs-note").get_by_role("link", name=document).click()
    expect(page.locator("main table").get_by_role("row").filter(has_text=value)).to_be_visible()
    clean(second, "rules-5-compare")
    page.get_by_role("button", name="确认", exact=True).click()
    if page.locator("#bs-confirm[open]").count():
        page.locator("#bs-confirm").locator("button[value=yes]").click()
    expect(page.locator(DONE)).to_be_visible()
    clean(second, "rules-6-confirmed")
    second.open(RULES)
    expect(page.locator(f"[name={RULE}]")).to_have_value(value)
    expect(page.locator("main")).to_contain_text(document)
