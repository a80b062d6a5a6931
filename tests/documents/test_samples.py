"""样例与空白表 as papers: laid out alike, marked, complete, public, and named by the notice."""

import io
import re
from datetime import date

import pytest
from django.urls import reverse

from catalogue.models import CatalogueVersion
from catalogue.publish import load_catalogue, publish
from catalogue.samples import Fields, Grid, Signs
from catalogue.source import shipped_catalogue
from documents import samples
from documents.render import fonts, sample
from documents.render.imprint import Imprint
from tests.documents.pdf_text import joined

SAMPLES = shipped_catalogue().samples
IMPRINT = Imprint(number="事项清单第1版", token="", site="", issued_on=date(2026, 3, 2))


def values(one):
    """What the applicant writes, cell by cell."""
    for part in one.parts:
        if isinstance(part, Fields):
            yield from (text for row in part.rows for text in row[1::2])
        elif isinstance(part, Grid):
            yield from (text for row in part.rows for text in row[part.fixed :])
        elif isinstance(part, Signs):
            yield from (text for _label, text in part.rows)


def plain(text):
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("key", SAMPLES)
def test_a_specimen_prints_every_word_on_one_page_and_is_marked(key) -> None:
    with fonts.strict_glyphs():
        content = sample.render(SAMPLES[key], IMPRINT, filled=True)
    text = plain(joined(content))
    for value in values(SAMPLES[key]):
        assert plain(value) in text, value
    assert "填写样例" in text
    assert "单位、人名和数据均为虚构" in text
    assert "共1页" in text


@pytest.mark.parametrize("key", [key for key, one in SAMPLES.items() if one.blank])
def test_a_blank_form_leaves_open_what_is_written_and_keeps_what_is_printed(key) -> None:
    text = plain(joined(sample.render(SAMPLES[key], IMPRINT, filled=False)))
    for name in ("𬱖听澜", "𫖯若谷", "31,910.43", "2603-360702", "样例建筑"):
        assert name not in text
    assert "■" not in text
    for part in SAMPLES[key].parts:
        for row in part.rows if isinstance(part, Fields | Signs) else ():
            assert plain(row[0]) in text
    assert "样例" not in text.replace("样例比例", "")
    assert "常见退回情形" not in text


def test_a_long_form_goes_over_to_a_second_page_rather_than_lose_a_line() -> None:
    one = SAMPLES["completion_report"]
    long = type(one)(key=one.key, title=one.title, parts=one.parts * 2, blank=True, returned=one.returned)
    text = plain(joined(sample.render(long, IMPRINT, filled=True)))
    assert "共2页" in text or "共3页" in text
    assert text.count("经建设、勘察、设计、施工、监理单位共同验收") == 2


@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def version(self):
        return publish(load_catalogue())

    def test_anyone_downloads_both_and_may_keep_them(self, client, version) -> None:
        for page, title in (("documents:sample", "填写样例"), ("documents:sample_blank", "空白表")):
            response = client.get(reverse(page, args=[version.pk, "project_info"]))
            assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
            assert response["Cache-Control"] == "public, max-age=86400"
            assert title in joined(response.content)
        assert "事项清单第1版" in joined(io.BytesIO(response.content).read())

    def test_a_draft_an_unknown_paper_and_a_form_that_is_none_are_not_found(self, client, version) -> None:
        source = {**version.content, "edition": "draft"}
        draft = CatalogueVersion.objects.create(number=9, content_hash="9" * 64, content=source)
        for page, args in (
            ("documents:sample", [draft.pk, "project_info"]),
            ("documents:sample", [version.pk, "audiovisual_archive"]),
            ("documents:sample_blank", [version.pk, "cadastral_map"]),
            ("documents:sample", [0, "project_info"]),
        ):
            assert client.get(reverse(page, args=args)).status_code == 404

    def test_the_guide_leads_to_them(self, client, version) -> None:
        page = client.get(reverse("catalogue:guide_item", args=["303"])).content.decode()
        for key in ("construction_contract", "safety_measures", "funding_commitment", "drawing_commitment"):
            assert reverse("documents:sample", args=[version.pk, key]) in page
            assert reverse("documents:sample_blank", args=[version.pk, key]) in page
        assert reverse("documents:sample", args=[version.pk, "wage_account"]) in page
        assert reverse("documents:sample_blank", args=[version.pk, "wage_account"]) not in page
        assert "示例：合同协议书、通用条款、专用条款全部页" in page

    def test_a_notice_says_where_they_are(self, version, settings) -> None:
        settings.BASE_URL = "https://bingshen.example.cn/"
        root = f"https://bingshen.example.cn/samples/{version.pk}"
        assert samples.told(version.pk, "project_info") == f"填写样例（空白表见办事指南）：{root}/project_info/"
        assert samples.told(version.pk, "cadastral_map") == f"填写样例：{root}/cadastral_map/"
        assert samples.told(version.pk, "audiovisual_archive") == ""
        assert samples.told(None, "project_info") == ""
