"""Steps of a factory on standard land in the browser: bought with its limits, promised, permitted, built, measured."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import shapely
from playwright.sync_api import expect
from pyproj import Transformer
from shapely.geometry import Polygon

from tests.browser import life_steps, promise_steps
from tests.browser.conftest import Person
from tests.browser.dossiers import FACTORY, Dossier
from tests.browser.entry_steps import ZONE_38
from tests.browser.filing_steps import Filed
from tests.browser.life_steps import Rows, Town, pdf
from tests.browser.promise_steps import DONE

INSIDE = 0.0003
"""Degrees the plot stays inside its parcel."""
LONG = 90_000
"""Milliseconds for everything that becomes due in the whole province when months pass at once."""
CONTRACT = "样出让〔2026〕68号"
AGREEMENT = "样协议〔2026〕68号"


def parcel_for_sale(rows: Rows) -> tuple[int, Dossier]:
    """An announced parcel of the county's zone, and the factory to be built on it; days from the day the demo began."""
    [(parcel, outline), *_rest] = rows(
        "SELECT p.id, p.geometry FROM regional_assessments_parcel p JOIN regional_assessments_zone z ON z.id = p.zone_id "
        "WHERE z.region_id = '360702' AND p.state = 'PUBLISHED' ORDER BY p.id"
    )
    to_metres = Transformer.from_crs(4490, ZONE_38, always_xy=True)
    plot = shapely.transform(
        shapely.from_wkb(outline).buffer(-INSIDE, join_style="mitre"), to_metres.transform, interleaved=False
    )
    assert isinstance(plot, Polygon)
    days = {"planned_start": date.today() + timedelta(days=40), "planned_completion": date.today() + timedelta(300)}
    typed = FACTORY.typed | {name: str(day) for name, day in days.items()} | {"land_area": f"{plot.area:.2f}"}
    return parcel, replace(FACTORY, plot=plot, typed=typed)


def sell(zone: Person, parcel: int, dossier: Dossier) -> None:
    """出让合同 and 投资建设协议 are entered; the project is not filed yet."""
    page = zone.page
    zone.open(f"/zones/land/{parcel}/")
    form = page.locator("form[action$='/contract/']")
    form.locator("[name=buyer]").fill(dossier.enterprise)
    for name, number in (("contract", CONTRACT), ("agreement", AGREEMENT)):
        form.locator(f"[name={name}_number]").fill(number)
        form.locator(f"[name={name}_on]").fill(str(date.today()))
        form.locator(f"[name={name}_file]").set_input_files(pdf(number, dossier.name))
    form.locator("[name=complete_by]").fill(dossier.typed["planned_completion"])
    promise_steps.clean(zone, "land-1-contract")
    form.locator("button").last.click()
    expect(page.locator(DONE)).to_be_visible()


def link(zone: Person, parcel: int, project: int) -> None:
    """关联项目: from now on the limits of the agreement are those of the project's promise."""
    page = zone.page
    zone.open(f"/zones/land/{parcel}/")
    form = page.locator("form[action$='/link/']")
    page.locator("details").filter(has=form).locator("summary").click()
    form.locator("[name=project]").select_option(str(project))
    form.locator("button").last.click()
    expect(page.locator(DONE)).to_be_visible()
    promise_steps.clean(zone, "land-2-sold")


# ---- promises ------------------------------------------------------------------------------------------------


def promise(owner: Person, project: int, item: str, track: str = "NC", shot: str = "") -> int:
    """A letter is drawn up with what the form proposes, read, and signed with the seal; its key."""
    page = owner.page
    owner.open(f"/commitments/projects/{project}/{track}/{item}/")
    if track == "CBV":
        page.locator("[name=works]").fill("一号、二号厂房及其基础")
    if shot:
        promise_steps.clean(owner, f"{shot}-draft")
    page.get_by_role("button", name="生成承诺书").click()
    page.wait_for_url(re.compile(r"/commitments/\d+/$"))
    letter = int(page.url.strip("/").split("/")[-1])
    page.locator("#do-sign [name=signature][value=SEAL]").check()
    page.locator("#do-sign [name=declared]").check()
    if shot:
        promise_steps.clean(owner, f"{shot}-letter")
    page.locator("#do-sign form button").last.click()
    expect(page.locator(DONE)).to_be_visible()
    return letter


def travel_to(who: Person, day: date) -> None:
    """The demo's time machine, to a day."""
    page = who.page
    page.locator("#bs-time-date").fill(str(day))
    page.get_by_role("button", name="调到此日").click(timeout=LONG)
    expect(page.locator("#bs-messages")).to_contain_text(str(day))


def due(rows: Rows, letter: int, milestone: str) -> date:
    """The last day of what is measured at a milestone."""
    [(day,)] = rows(
        "SELECT max(due_on) FROM commitments_obligation WHERE commitment_id = ? AND kind = 'INDICATOR' AND milestone = ?",
        letter, milestone,
    )  # fmt: skip
    return date.fromisoformat(day)


def day_of(rows: Rows, letter: int, column: str) -> date:
    """A day of a letter."""
    [(day,)] = rows(f"SELECT {column} FROM commitments_commitment WHERE id = ?", letter)
    return date.fromisoformat(day)


# ---- permits -------------------------------------------------------------------------------------------------


def permit(town: Town, project: int, stage: str, *only: str, at_once: bool = False) -> None:
    """A stage, or some items beside the stages, decided and issued on the last day of its shortest limit, or at once."""
    filed = handed_in(town, project, stage, *only)
    if not at_once:
        [(day,)] = town.rows(
            "SELECT min(k.due_on) FROM clocks_clock k JOIN approvals_itemcase c ON c.id = k.subject_id "
            "WHERE k.subject_type = 'approvals.itemcase' AND k.kind = 'PROMISED' AND c.application_id = ? "
            "AND c.state = 'OPEN'",
            filed.pk,
        )
        travel_to(town.owner, date.fromisoformat(day))
    life_steps.decide(town, filed)
    life_steps.issue(town, filed)


def handed_in(town: Town, project: int, stage: str, *only: str) -> Filed:
    """Filed and accepted."""
    filed = life_steps.file_stage(town.owner, project, stage, only=only)
    life_steps.accept(town, filed)
    return filed


def read_days(owner: Person, project: int, least: int, most: int, shot: str) -> None:
    """总时限: the days counted so far stand on the page of the project, within what the plan promised."""
    owner.open(f"/approvals/projects/{project}/")
    promise_steps.clean(owner, f"{shot}-days")
    found = re.search(r"已用\s*(\d+)", owner.page.locator("main").inner_text())
    assert found, "the page does not say how many days were counted"
    assert least <= int(found[1]) <= most


def start(owner: Person, project: int, letter: int, shot: str) -> None:
    """What was promised for the start stands in its way until it is shown; then building begins."""
    page = owner.page
    owner.open(f"/approvals/projects/{project}/gates/")
    waiting = page.locator("[aria-labelledby=start-title] tbody tr")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("质量、安全措施和建设资金")
    promise_steps.clean(owner, f"{shot}-gate")
    waiting.get_by_role("link", name="前往办理").click()
    page.wait_for_url(re.compile(rf"/commitments/{letter}/$"))
    show_kept(owner, letter, "质量、安全措施和建设资金", "围挡、冲洗设施和监控已落实，资金监管账户余额证明附后。")
    life_steps.start_building(owner, project)


def show_kept(owner: Person, letter: int, duty: str, note: str, value: str = "", shot: str = "") -> None:
    """履约证明 for one duty, with the value reached and what proves it."""
    page = owner.page
    owner.open(f"/commitments/{letter}/")
    row = page.locator("[aria-labelledby=duties-title] li").filter(has_text=duty)
    row.locator("summary").first.click()
    row.locator("[name=note]").fill(note)
    row.locator("[name=upload]").set_input_files(pdf(duty, note))
    if value:
        row.locator("[name=value]").fill(value)
    if shot:
        promise_steps.clean(owner, f"{shot}-evidence")
    row.locator("form button").first.click()
    expect(page.locator(DONE)).to_be_visible()


def show_all_kept(town: Town, letter: int, values: dict[str, str], note: str, shot: str = "") -> None:
    """The first value on its page, the others as the page sends them."""
    (first, reached), *others = values.items()
    show_kept(town.owner, letter, first, note, reached, shot)
    for duty, value in others:
        [(row,)] = town.rows(
            "SELECT id FROM commitments_obligation WHERE commitment_id = ? AND kind = 'INDICATOR' AND name LIKE ?",
            letter,
            f"%{duty}%",
        )
        path = f"/commitments/obligations/{row}/evidence/"
        life_steps.send(town.owner, path, {"upload": pdf(duty, note)}, note=note, value=value)


def wait_at_gate(owner: Person, project: int) -> None:
    """联合验收: everything is shown, and still the verification of what was built first stands in the way."""
    owner.open(f"/approvals/projects/{project}/gates/")
    expect(owner.page.locator("[aria-labelledby=acceptance-title] tbody tr")).to_have_count(1)


def check(town: Town, letter: int, reason: str, found: dict[str, str] | None = None, shot: str = "") -> None:
    """核查 at the desk of what is due now; the values found by the name of the duty."""
    [(task,)] = town.rows(
        "SELECT id FROM commitments_verification WHERE commitment_id = ? AND reason = ? AND state = 'OPEN'",
        letter,
        reason,
    )
    promise_steps.find_kept(town.reviewer, task, "经调取数据并实地查看，与承诺一致。", shot, found or {})


def read_kept(person: Any, owner: Person, zone: Person, parcel: int, letter: int, shot: str) -> None:
    """The promise is fulfilled: at its page, at the enterprise's, at the parcel, which is released, and before the public."""
    owner.open(f"/commitments/{letter}/")
    expect(owner.page.get_by_role("heading", level=1).locator("..").locator("..")).to_contain_text("已兑现")
    promise_steps.clean(owner, f"{shot}-fulfilled")
    number = re.findall(r"CN\d{18,}", owner.page.locator("main").inner_text())[0]
    owner.open("/commitments/")
    promise_steps.clean(owner, f"{shot}-enterprise")
    zone.open(f"/zones/land/{parcel}/")
    expect(zone.page.locator("main")).to_contain_text("已履约")
    promise_steps.clean(zone, f"{shot}-released")
    with person() as public:
        public.open(f"/promises/{number}/")
        promise_steps.clean(public, f"{shot}-public")
