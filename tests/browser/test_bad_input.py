"""Bad input 错误输入: a clear Chinese sentence at the field, what was typed kept, nothing half written."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from tests.browser import entry_steps
from tests.browser.dossiers import KILN, KILN_PLOT
from tests.projects.survey_files import geojson, table, zipped_shapefile

pytestmark = pytest.mark.browser

BEIJING_54_ZONE_38 = 2422
VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>
</OGRVRTDataSource>"""
#: Name, content, and what the sentence must say.
FILES = {
    "beijing-54": ("红线.zip", zipped_shapefile(KILN_PLOT, BEIJING_54_ZONE_38), "1954 北京坐标系.*CGCS2000"),
    "metres-as-degrees": ("红线.geojson", geojson(KILN_PLOT, "urn:ogc:def:crs:EPSG::4490"), "声明为经纬度，但数值是米"),
    "vrt-named-geojson": ("红线.geojson", VRT, "引用（VRT）.*提交数据本身"),
    "empty-file": ("红线.geojson", b"", "0 字节.*重新导出"),
}
#: A tag that is opened and never closed, where any text may stand.
ADDRESS = "赣州市章贡区翀云大道<b 二十六号"


@pytest.fixture(scope="module")
def project(someone) -> int:
    """A dossier without a redline; its address looks like the beginning of a web tag."""
    with someone("enterprise") as owner:
        dossier = replace(KILN, typed={**KILN.typed, "name": "垚鑫㛃釉试验窑房", "address": ADDRESS})
        return entry_steps.enter(owner, dossier, "bad-0")


def faults(field: Locator) -> Locator:
    """The sentences at a field, and the field marked as bad."""
    box = field.page.locator(".bs-field.is-bad").filter(has=field)
    expect(box).to_be_visible()
    return box


@pytest.mark.parametrize("case", FILES)
def test_a_wrong_redline_file_is_refused_at_its_field_and_leaves_nothing(person, project, rows, case):
    name, content, sentence = FILES[case]
    with person("enterprise") as owner:
        owner.refusals = (422,)
        page = owner.page
        owner.open(f"/projects/{project}/redline/")
        before = rows()
        page.locator("#upload_adopt_area").check()
        page.locator("[name=upload]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        page.locator("#way-upload").get_by_role("button", name="读取并校核").click()
        expect(faults(page.locator("[name=upload]"))).to_contain_text(re.compile(sentence))
        expect(page.locator("#upload_adopt_area")).to_be_checked()
        assert rows() == before
        owner.picture(f"bad-{case}")


def test_a_boundary_that_crosses_itself_is_shown_where_it_does_and_stays_typed(person, project, rows):
    one, two, three, _four, five = KILN_PLOT.exterior.coords[:-1]
    crossed = table([one, two, five, three])
    with person("enterprise") as owner:
        owner.refusals = (422,)
        page = owner.page
        owner.open(f"/projects/{project}/redline/")
        before = rows()
        page.get_by_role("tab", name="粘贴坐标").click()
        page.locator("[name=coordinates]").fill(crossed)
        page.locator("#way-typed").get_by_role("button", name="读取并校核").click()
        expect(faults(page.locator("[name=coordinates]"))).to_contain_text(re.compile("自相交.*更正界址点顺序"))
        expect(page.locator("[name=coordinates]")).to_have_value(crossed)
        assert rows() == before
        owner.picture("bad-self-crossing")


def test_a_credit_code_with_a_wrong_check_digit_is_refused_and_the_rest_stays_typed(person, rows):
    typed = {
        "uscc": "91360702MA35H1XY0N",
        "name": "章贡翀燚陶瓷有限公司",
        "person": "荀㛃",
        "phone": "0797-8100238",
        "username": "xun-jie",
    }
    with person() as stranger:
        stranger.refusals = (422,)
        page = stranger.page
        stranger.open("/register/")
        before = rows()
        for name, value in typed.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=region]").select_option("360702")
        page.locator("[name=password]").fill("窑火千年不熄,釉色天成。")
        page.locator("main form button[type=submit]").click()
        expect(faults(page.locator("[name=uscc]"))).to_contain_text(re.compile("校验.*营业执照"))
        for name, value in typed.items():
            expect(page.locator(f"[name={name}]")).to_have_value(value)
        expect(page.locator("[name=region]")).to_have_value("360702")
        assert rows() == before
        stranger.picture("bad-credit-code")


def test_a_tag_in_a_project_name_is_refused_kindly_and_the_rest_stays_typed(person, rows):
    typed = {**KILN.typed, "name": "垚鑫<b釉料厂房"}
    with person("enterprise") as owner:
        owner.refusals = (422,)
        page = owner.page
        owner.open("/projects/new/")
        before = rows()
        page.locator("[name=enterprise]").select_option(label=KILN.enterprise)
        for name, value in typed.items():
            entry_steps.type_into(page.locator(f"#project-form [name={name}]"), value)
        page.get_by_role("button", name="保存并提供红线").click()
        expect(faults(page.locator("[name=name]"))).to_contain_text("“<”")
        for name in ("name", "address", "investment", "land_area", "industry", "description"):
            expect(page.locator(f"#project-form [name={name}]")).to_have_value(typed[name])
        expect(page.locator("[name=investment_kind][value=ENT]")).to_be_checked()
        assert rows() == before
        owner.picture("bad-tag")


def test_what_looks_like_a_tag_elsewhere_is_shown_letter_by_letter(person, project):
    with person("enterprise") as owner:
        owner.open(f"/projects/{project}/")
        expect(owner.page.get_by_text(ADDRESS)).to_be_visible()
        assert owner.page.locator("main b", has_text="二十六号").count() == 0
