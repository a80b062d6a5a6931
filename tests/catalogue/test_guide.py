"""办事指南: the public pages say what the catalogue decides by."""

import re

import pytest
from django.utils import translation

from catalogue.guide import guide_of, search
from catalogue.publish import load_catalogue, publish
from catalogue.source import shipped_catalogue

CATALOGUE = shipped_catalogue()


def codes(**wanted) -> list[str]:
    return [item.code for item in search(CATALOGUE, **wanted)]


def test_items_are_found_by_name_code_licence_and_paper_in_both_languages() -> None:
    assert codes(words="303") == ["303"]
    assert "203" in codes(words="规划许可证")
    assert "301" in codes(words="岩土 合格书")
    assert "408" in codes(words="warranty")
    assert codes(stage="PRE") == ["115"]
    assert set(codes(department="FORESTRY")) == {"114", "217"}
    assert codes(words="没有的东西") == []
    assert len(codes()) == 64


@pytest.mark.parametrize("code", CATALOGUE.items)
def test_every_item_has_a_complete_guide_in_both_languages(code) -> None:
    for language, foreign in (("zh-hans", r"[A-Za-z]{12}"), ("en", "[\u4e00-\u9fff]")):
        with translation.override(language):
            guide = guide_of(CATALOGUE.items[code], CATALOGUE)
        said = [guide.name, guide.stage, guide.kind, guide.department, guide.statutory, guide.promised, guide.fee]
        said += [guide.outcome, guide.commitment, guide.when_needed, guide.regional, guide.statutory_note, guide.note]
        said += [paper.name for paper in guide.papers] + [paper.when for paper in guide.papers] + list(guide.basis)
        assert all((guide.name, guide.statutory, guide.promised, guide.papers, guide.basis, guide.outcome))
        assert [text for text in said if re.search(foreign, text)] == []


def test_the_guide_of_the_construction_permit_says_when_what_and_by_whom() -> None:
    with translation.override("zh-hans"):
        guide = guide_of(CATALOGUE.items["303"], CATALOGUE)
    assert guide.when_needed == "总投资超过30万元，且（线性工程，或者建筑面积超过300平方米）"
    assert guide.statutory == "7个自然日"
    assert guide.promised == "5个工作日"
    assert ("企业投资核准类", "4个工作日") in guide.promises
    assert {link.code for group in guide.waits_for for link in group} >= {"203", "301", "302", "214", "310", "112"}
    papers = {paper.name: paper for paper in guide.papers}
    assert papers["施工图设计文件审查合格书"].made_by[0].code == "301"
    assert papers["中标通知书"].when.startswith("属于依法必须招标的项目，或者")
    assert not papers["工伤保险参保证明"].principal


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def _published(self) -> None:
        publish(load_catalogue())

    def test_anyone_reads_the_list_and_searches_it(self, client) -> None:
        page = client.get("/guide/", {"q": "规划许可证", "stage": "S2"})
        text = page.content.decode()
        assert page.status_code == 200
        assert "建设工程规划许可证核发" in text
        assert "建设用地规划许可证核发" not in text
        assert 'value="规划许可证"' in text

    def test_anyone_reads_one_guide(self, client) -> None:
        text = client.get("/guide/303/").content.decode()
        assert "《中华人民共和国建筑法》第七条、第八条" in text
        assert "容缺材料，可后补" in text
        assert "承诺时限由事项清单设定，不是法定时限。" in text

    def test_the_pages_speak_english_as_well(self, client) -> None:
        text = client.get("/guide/303/", headers={"accept-language": "en"}).content.decode()
        assert "Construction permit" in text
        assert "7 calendar days" in text

    def test_an_unknown_item_is_not_found_and_a_search_without_hits_says_what_to_do(self, client) -> None:
        assert client.get("/guide/999/").status_code == 404
        assert "没有符合条件的事项" in client.get("/guide/", {"q": "<b>没有"}).content.decode()
        assert "<b>没有" not in client.get("/guide/", {"q": "<b>没有"}).content.decode()
        assert client.get("/guide/", {"stage": "S9", "department": "'"}).status_code == 200

    def test_the_list_takes_few_queries(self, client, django_assert_max_num_queries) -> None:
        client.get("/guide/")
        with django_assert_max_num_queries(3):
            client.get("/guide/")


@pytest.mark.django_db
def test_without_a_published_catalogue_the_guide_says_so(client) -> None:
    page = client.get("/guide/")
    assert page.status_code == 503
    assert "尚未发布审批事项清单" in page.content.decode()
    assert client.get("/guide/303/").status_code == 404
