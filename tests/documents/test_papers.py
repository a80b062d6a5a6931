"""Every paper: same facts same bytes, all fonts inside, typed text never parsed."""

import io
import threading
from dataclasses import replace
from datetime import date

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.render import letter, licence, notice, opinion, receipt, statement
from documents.render.fonts import strict_glyphs
from documents.render.typography import clean
from tests.documents import papers
from tests.documents.pdf_text import joined, text_of


@pytest.fixture(scope="module")
def rendered() -> dict[str, bytes]:
    with strict_glyphs():
        return papers.all_papers()


def test_equal_facts_give_identical_bytes(rendered: dict[str, bytes]) -> None:
    assert papers.all_papers() == rendered


def test_another_number_gives_another_file(rendered: dict[str, bytes]) -> None:
    other = licence.render(papers.LICENCE, replace(papers.IMPRINT, number="JX-203-360113-2026-000124"))
    assert other != rendered["licence"]


def test_four_threads_print_what_one_prints(rendered: dict[str, bytes]) -> None:
    results: list[dict[str, bytes]] = []
    threads = [threading.Thread(target=lambda: results.append(papers.all_papers())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [rendered] * 4


def test_every_font_is_embedded_with_its_text_map(rendered: dict[str, bytes]) -> None:
    for name, content in rendered.items():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"]
            assert len(fonts) >= 3, name
            for font in fonts:
                assert "/FontFile2" in font.FontDescriptor, (name, font.BaseFont)
                assert "/ToUnicode" in font, (name, font.BaseFont)


def test_no_script_no_link_no_picture_no_action(rendered: dict[str, bytes]) -> None:
    hostile = [papers_with(payload) for payload in papers.PAYLOADS]
    for content in [*rendered.values(), *(paper for batch in hostile for paper in batch)]:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            assert "/OpenAction" not in pdf.Root
            assert "/Names" not in pdf.Root
            assert "/AcroForm" not in pdf.Root
            for page in pdf.pages:
                assert "/Annots" not in page
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                    assert not {"/JS", "/JavaScript", "/URI", "/A", "/AA", "/F"} & set(thing.keys())
                    assert thing.get("/Subtype") not in {"/Image", "/Link"}


def papers_with(text: str) -> list[bytes]:
    """Every paper with `text` in the places people type into."""
    return [
        licence.render(
            replace(
                papers.LICENCE,
                holder=text,
                project_name=text,
                rows=(("建设位置", text),),
                conditions=(text,),
                issuer=text,
            ),
            papers.IMPRINT,
        ),
        receipt.render(
            replace(papers.RECEIPT, applicant=text, materials=(receipt.ReceivedMaterial(name=text, remark=text),)),
            papers.IMPRINT,
        ),
        notice.render(
            replace(
                papers.NOTICE,
                applicant=text,
                defects=(notice.Defect(material=text, problem=text, basis=text, remedy=text, item=text),),
            ),
            papers.IMPRINT,
        ),
        letter.render(
            replace(papers.LETTER, addressee=text, sections=(letter.Section(paragraphs=(text,), heading=text),)),
            papers.IMPRINT,
        ),
        opinion.render(
            replace(
                papers.CONSOLIDATED,
                opinions=(
                    opinion.Opinion(department=text, item=text, conclusion=text, text=text, reviewer=text, used=1),
                ),
                conclusion=text,
            ),
            papers.IMPRINT,
        ),
        statement.render(
            replace(
                papers.STATEMENT,
                opening=text,
                particulars=(("项目名称", text),),
                stops=(replace(papers.STATEMENT.stops[0], reason=text, evidence=text),),
                days=(replace(papers.STATEMENT.days[0], reason=text, source=text),),
            ),
            papers.IMPRINT,
        ),
    ]


@pytest.mark.parametrize("payload", papers.PAYLOADS)
def test_markup_typed_by_people_is_printed_as_it_is(payload: str) -> None:
    for content in papers_with(payload):
        # Spaces at a line end hang over the edge; every other character is on paper.
        assert payload.replace(" ", "") in joined(content).replace(" ", "")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120))
def test_any_text_at_all_can_be_printed(text: str) -> None:
    content = licence.render(replace(papers.LICENCE, project_name=text, conditions=(text,)), papers.IMPRINT)
    printed = joined(content)
    for character in clean(text):
        if not character.isspace():
            assert character in printed or "〓" in printed


def test_rare_names_print_and_copy_as_themselves(rendered: dict[str, bytes]) -> None:
    for name in ("licence", "receipt", "notice", "letter", "consolidated", "statement"):
        assert papers.HOLDER in joined(rendered[name]), name


def test_a_character_without_glyph_prints_as_geta_and_the_log_names_the_paper(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("WARNING", logger="documents.render.page")
    content = licence.render(replace(papers.LICENCE, holder="江西𠮷安公司"), papers.IMPRINT)
    assert "江西〓安公司" in text_of(content)
    assert [record.getMessage() for record in caplog.records] == [
        "Paper JX-203-360113-2026-000123: printed as 〓: U+20BB7"
    ]


def test_direction_overrides_cannot_disguise_a_name() -> None:
    content = licence.render(replace(papers.LICENCE, holder="江西\u202e司公限有\u200b甲\x00"), papers.IMPRINT)
    assert "江西司公限有甲" in text_of(content)


def test_metadata_names_paper_issuer_project_and_date(rendered: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered["licence"])) as pdf:
        info = pdf.docinfo
        assert str(info.Title) == "建设工程规划许可证 JX-203-360113-2026-000123"
        assert str(info.Author) == papers.BUREAU
        assert str(info.Subject) == papers.PROJECT
        assert papers.HOLDER in str(info.Keywords)
        assert str(info.CreationDate) == "D:20261123000000+08'00'"
        assert str(pdf.Root.Lang) == "zh-CN"


def test_many_conditions_go_to_a_continuation_page_and_the_first_page_says_so(rendered: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered["long_licence"])) as pdf:
        assert len(pdf.pages) == 2
    text = text_of(rendered["long_licence"])
    assert "许可条件和要求共 9 项，见附页。" in text
    assert "第 2 页　共 2 页" in text
    for condition in papers.CONDITIONS:
        assert condition in text.replace("\n", "")


def test_a_notice_numbers_every_defect_and_repeats_its_head(rendered: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(rendered["notice"])) as pdf:
        pages = len(pdf.pages)
    lines = text_of(rendered["notice"]).split("\n")
    assert pages > 1
    assert [line for line in lines if line.isdigit()] == [str(n) for n in range(1, 13)]
    # A page that has only the signature needs no head.
    assert pages - 1 <= lines.count("需要补正的内容及依据") <= pages
    assert "（共 12 项）" in joined(rendered["notice"])


def test_a_demonstration_paper_says_so_on_every_page() -> None:
    sample = text_of(licence.render(papers.LONG_LICENCE, papers.IMPRINT))
    real = text_of(licence.render(papers.LONG_LICENCE, replace(papers.IMPRINT, sample=False)))
    assert sample.count("演示系统样例　不具有法律效力") == 2
    assert sample.count("样　例") == 6
    assert "样　例" not in real
    assert "不具有法律效力" not in real


HEAD = (0.79, 0.06, 0.06)


def test_nothing_on_paper_is_red_but_the_head_of_a_letter(rendered: dict[str, bytes]) -> None:
    """A red stamp on a system's print could be taken for a seal; the head (红头) names the authority in one red."""
    for content in rendered.values():
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for page in pdf.pages:
                for operands, operator in pikepdf.parse_content_stream(page):
                    if str(operator) in {"rg", "RG"}:
                        red, green, blue = map(float, operands)
                        assert red <= max(green, blue) or (red, green, blue) == HEAD


def test_the_signature_of_a_letter_never_stands_alone_on_a_page() -> None:
    paragraph = papers.LETTER.sections[0].paragraphs[0]
    for count in range(1, 9):
        facts = replace(
            papers.LETTER,
            sections=(letter.Section(paragraphs=(paragraph,) * count),),
            attachments=(),
        )
        with pikepdf.open(io.BytesIO(letter.render(facts, papers.IMPRINT))) as pdf:
            last = pikepdf.Pdf.new()
            last.pages.append(pdf.pages[-1])
            target = io.BytesIO()
            last.save(target)
        printed = joined(target.getvalue())
        assert "依法不属于本机关职权范围" in printed, count
        assert "2026年11月26日" in printed, count


@pytest.mark.parametrize("count", range(1, 40))
def test_nobody_signs_a_page_of_a_receipt_that_says_nothing(count: int) -> None:
    facts = replace(papers.RECEIPT, materials=papers.RECEIPT.materials[:1] * count, told=papers.RECEIPT.told * 3)
    with pikepdf.open(io.BytesIO(receipt.render(facts, papers.IMPRINT))) as pdf:
        last = pikepdf.Pdf.new()
        last.pages.append(pdf.pages[-1])
        target = io.BytesIO()
        last.save(target)
    printed = joined(target.getvalue())
    assert "提交人（签字）" in printed
    assert "本凭证不代表申请已被受理" in printed


def test_a_very_long_opinion_breaks_over_pages_and_loses_nothing() -> None:
    words = "".join(f"第{number}点意见，应当修改；" for number in range(400))
    facts = replace(
        papers.CONSOLIDATED,
        opinions=(opinion.Opinion(department="区水利局", item="水保", conclusion="同意", text=words, reviewer="燚"),),
    )
    content = opinion.render(facts, papers.IMPRINT)
    printed = joined(content)
    assert all(f"第{number}点意见" in printed for number in range(0, 400, 37))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) >= 4


def test_a_licence_without_end_says_so() -> None:
    content = licence.render(replace(papers.LICENCE, valid_from=date(2026, 3, 5), valid_until=None), papers.IMPRINT)
    assert "自2026年3月5日起长期有效" in text_of(content)
