"""Joint procedures in the browser: hand in, point and write, one list, answers, what failed again, one paper."""

import io
import re
from pathlib import Path

from playwright.sync_api import expect
from reportlab.lib.pagesizes import A3, landscape
from reportlab.pdfgen import canvas

from tests.browser.conftest import Person

MINE = "/approvals/joint/?tab=mine"


def drawing_file(folder: Path, name: str, *pages: str) -> Path:
    """A drawing set with one line of words per page."""
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=landscape(A3), invariant=1)
    for words in pages:
        sheet.drawString(120, 500, words)
        sheet.rect(90, 90, 900, 600)
        sheet.showPage()
    sheet.save()
    path = folder / name
    path.write_bytes(target.getvalue())
    return path


def find(who: Person, kind: str, state: str, tab: str = "open") -> str:
    """The address of the first procedure of that kind in that state."""
    who.open(f"/approvals/joint/?tab={tab}")
    row = who.page.locator("main tbody tr").filter(has_text=kind).filter(has_text=state).first
    return row.get_by_role("rowheader").get_by_role("link").get_attribute("href") or ""


def withdraw(owner: Person, address: str) -> str:
    """Take a procedure back; the address of its item."""
    owner.open(address)
    page = owner.page
    item = page.locator(".bs-facts a[href*='/cases/']").first.get_attribute("href") or ""
    page.locator("summary").filter(has_text="撤件").click()
    page.locator("[name=reason]").fill("方案调整，重新提交。")
    page.get_by_role("button", name="撤件", exact=True).click()
    page.locator("#bs-confirm").locator("button[value=yes]").click()
    expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
    return item


def wait_for_page(who: Person, number: int) -> None:
    """Until the viewer has drawn that page."""
    expect(who.page.locator(f"[data-drawing][data-drawn='{number}']")).to_be_attached()


def point(who: Person, part: str, x: float, y: float, text: str, clause: str) -> None:
    """Point at a place of the shown page and write a remark for a discipline."""
    page = who.page
    form = page.locator("details[data-write]").filter(has_text=part)
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    pointer = page.locator("[data-point]")
    if pointer.get_attribute("aria-pressed") != "true":
        pointer.click()
    sheet = page.locator("[data-canvas]")
    box = sheet.bounding_box()
    assert box is not None
    sheet.click(position={"x": box["width"] * x, "y": box["height"] * y})
    expect(form.locator("[name=x]")).not_to_have_value("")
    form.locator("[name=text]").fill(text)
    form.locator("[name=clause]").fill(clause)
    form.locator("[name=severity]").select_option("MUST")
    form.locator("[name=mandatory]").check()
    form.get_by_role("button", name="添加该意见").click()
    expect(page.locator("[data-pin-list]")).to_contain_text(text)


def answer_parts(who: Person, address: str, failing: str = "") -> None:
    """Answer every open part of one's departments; the one named `failing` goes back."""
    page = who.page
    for _part in range(12):
        who.open(address)
        cards = page.locator("section.bs-card").filter(has=page.locator("form[action$='/pass/']"))
        if not cards.count():
            return
        card = cards.first
        title = card.locator("h2").inner_text()
        card.locator("form[action$='/pass/'] [name=text]").fill("经审查，符合要求。")
        bad = bool(failing) and failing in title
        card.get_by_role("button", name=re.compile("退回建设单位整改" if bad else "^(通过|无不同意见)$")).click()
        expect(page.locator("#bs-messages .bs-note--success")).to_be_visible()
    raise AssertionError("there are always more parts")


def large_file(folder: Path, megabytes: int) -> Path:
    """A drawing set of that size: page 1 is light, the others carry incompressible pictures."""
    import random

    from reportlab.lib.utils import ImageReader

    path = folder / "large.pdf"
    sheet = canvas.Canvas(str(path), pagesize=landscape(A3), pageCompression=0)
    sheet.drawString(120, 500, "page 1")
    sheet.showPage()
    from PIL import Image

    side = 1024
    for number in range(megabytes // 3 + 1):
        noise = Image.frombytes("RGB", (side, side), random.Random(number).randbytes(side * side * 3))
        raw = io.BytesIO()
        noise.save(raw, "PNG", compress_level=0)
        raw.seek(0)
        sheet.drawImage(ImageReader(raw), 100, 100, 800, 600)
        sheet.showPage()
    sheet.save()
    return path


def photo_file(folder: Path, number: int) -> Path:
    """A photo as a camera writes it, each another one."""
    from PIL import Image

    path = folder / f"IMG_{number:04d}.jpg"
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    Image.new("RGB", (800, 600), (20 * number, 120, 160)).save(path, "JPEG", exif=exif)
    return path
