"""Steps of the promises in the browser: signed, public, checked on site, heard, revoked, repaired."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import DESK, HEIGHT, PHONE, Person

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


def check_on_site(reviewer: Person, check: str, photo: Path) -> None:
    """The inspector on a phone: a photo, the position the phone gives, and the finding that it is not as promised."""
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
    page.locator("[name=outcome][value=BROKEN]").check()
    page.locator("[name=kind]").select_option("FALSE")
    page.locator("[name=findings]").fill("现场未设置围挡，安全防护未按承诺落实。")
    reviewer.picture("promise-6-on-site")
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
    expect(head.page.locator("#do-revoke")).to_contain_text("告知决定书")
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
