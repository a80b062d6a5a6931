"""Step 1 in the browser: enter a project, give its redline, read the plan."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person
from tests.browser.dossiers import Dossier
from tests.projects.survey_files import table, zipped_shapefile

ZONE_38 = 4526


def enter(owner: Person, dossier: Dossier, shot: str) -> int:
    """Type the dossier, see category, cap and reason before saving; gives the project's key."""
    page = owner.page
    owner.open("/projects/new/")
    page.locator("[name=enterprise]").select_option(label=dossier.enterprise)
    for name, value in dossier.typed.items():
        type_into(page.locator(f"#project-form [name={name}]"), value)
    preview = page.locator("#preview")
    expect(preview).to_contain_text(f"{dossier.cap} 个工作日")
    expect(preview).to_contain_text(dossier.flow)
    expect(preview).to_contain_text("依据")
    owner.picture(f"{shot}-entry")
    page.get_by_role("button", name="保存并提供红线").click()
    page.wait_for_url(re.compile(r"/projects/\d+/redline/$"))
    return int(page.url.split("/")[-3])


def type_into(field: Locator, value: str) -> None:
    """Give `value` to a control of any kind, as a person would."""
    kind = field.first.evaluate("node => node.type")
    if kind == "radio":
        field.and_(field.page.locator(f"[value='{value}']")).check()
    elif kind == "checkbox":
        field.check()
    elif kind == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def paste_redline(owner: Person, pk: int, dossier: Dossier, shot: str) -> None:
    """Boundary points as the land department prints them: number, X north, Y east with the zone before it."""
    owner.open(f"/projects/{pk}/redline/")
    owner.page.get_by_role("tab", name="粘贴坐标").click()
    owner.page.locator("[name=coordinates]").fill(table(dossier.plot.exterior.coords[:-1]))
    owner.page.locator("#way-typed").get_by_role("button", name="读取并校核").click()
    _expect_redline(owner, dossier, shot)


def upload_redline(owner: Person, pk: int, dossier: Dossier, shot: str) -> None:
    """A zipped Shapefile with its .prj, as a surveyor hands it over."""
    owner.open(f"/projects/{pk}/redline/")
    archive = zipped_shapefile(dossier.plot, ZONE_38)
    owner.page.locator("[name=upload]").set_input_files(
        {"name": "用地红线.zip", "mimeType": "application/zip", "buffer": archive}
    )
    owner.page.locator("#way-upload").get_by_role("button", name="读取并校核").click()
    _expect_redline(owner, dossier, shot)


def _expect_redline(owner: Person, dossier: Dossier, shot: str) -> None:
    page = owner.page
    expect(page.get_by_role("heading", name="现行红线")).to_be_visible()
    expect(page.locator("main")).to_contain_text("CGCS2000")
    expect(page.locator("table", has_text="J1")).to_contain_text(f"J{len(dossier.plot.exterior.coords) - 1}")
    expect(page.locator(".bs-map canvas").first).to_be_visible()
    owner.picture(f"{shot}-redline")


def read_plan(owner: Person, pk: int, dossier: Dossier, shot: str) -> None:
    """The plan: every item of the stage with department and days, what runs at once, the earliest end."""
    page = owner.page
    owner.open(f"/projects/{pk}/")
    path = page.locator("section", has=page.locator("#path-title"))
    for name in dossier.items:
        row = path.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name)).first
        expect(row).to_contain_text("章贡区")
        expect(row).to_contain_text(re.compile(r"\d+月\d+日"))
        expect(row.get_by_role("cell").nth(1)).to_have_text(re.compile(r"^\d+$|^即时办结$"))
    expect(path.locator(".bs-figures").first).to_contain_text(re.compile(rf"{dossier.cap}\s*个工作日"))
    assert figure(page, "同时办理") > 1, "nothing runs side by side"
    owner.picture(f"{shot}-plan")


def figure(page: Page, label: str) -> int:
    """The number under a label of the figures."""
    box = page.locator(".bs-figures > div").filter(has=page.get_by_text(label, exact=True)).first
    found = re.search(r"\d+", box.locator("dd").inner_text())
    assert found, f"no number at {label}"
    return int(found[0])


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file on disk to choose in a form."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name
