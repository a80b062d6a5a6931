"""What a template may say, and what it says with its facts: sentences of the editor, without a database."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.letters.diff import changes
from documents.letters.shipped import letters
from documents.letters.wording import Placeholder, Type, Unfilled, Wrong, faults, fill, fill_title
from documents.models import DocumentKind

FACTS = (
    Placeholder(name="applicant", zh="申请人", en="applicant", type=Type.TEXT, sample="甲"),
    Placeholder(name="due_on", zh="期限", en="due", type=Type.DATE, sample=date(2026, 3, 5), required=True),
    Placeholder(name="days", zh="天数", en="days", type=Type.INT, sample=5),
    Placeholder(name="items", zh="清单", en="items", type=Type.LINES, sample=("1.甲", "2.乙")),
    Placeholder(name="units", zh="单位", en="units", type=Type.TEXT, sample="1#", optional=True),
)
VALUES = {one.name: one.sample for one in FACTS}


def wrong(body: str, title: str = "通知书") -> list[tuple[Wrong, str, str]]:
    return [(fault.wrong, fault.what, fault.right) for fault in faults(title, body, FACTS)]


def test_a_right_text_has_no_faults() -> None:
    assert wrong("请{申请人}在{due_on:date}前（{days:int}个工作日）办理。\n# 清单\n{items}") == []


def test_an_unknown_fact_is_named_with_the_nearest_right_one() -> None:
    assert (Wrong.UNKNOWN, "{due_by:date}", "{due_on:date}") in wrong("至{due_by:date}止，{due_on}。")


def test_a_fact_of_another_type_is_named_with_the_right_one() -> None:
    assert wrong("{due_on:int}") == [(Wrong.MISTYPED, "{due_on:int}", "{due_on:date}")]


def test_a_fact_the_law_needs_may_not_be_missing() -> None:
    assert wrong("请{applicant}办理。") == [(Wrong.MISSING, "{due_on:date}", "期限")]


@pytest.mark.parametrize("body", ["{due_on} {", "{due_on} }x", "{{due_on}} {due_on}"])
def test_a_lonely_brace_is_refused(body: str) -> None:
    assert Wrong.BRACE in {kind for kind, _what, _right in wrong(body)}


def test_a_list_stands_in_a_line_of_its_own() -> None:
    assert wrong("清单：{items:lines}，{due_on}") == [(Wrong.NOT_ALONE, "{items:lines}", "")]
    assert (Wrong.NOT_ALONE, "{items}", "") in wrong("{due_on}", title="{items}")


def test_a_heading_needs_a_paragraph() -> None:
    assert wrong("{due_on}\n# 清单") == [(Wrong.HEADING, "清单", "")]


def test_an_empty_text_is_a_fault_and_no_crash() -> None:
    assert {kind for kind, _what, _right in wrong("", title=" ")} == {Wrong.EMPTY, Wrong.MISSING}


def test_dates_are_written_as_an_office_writes_them() -> None:
    (part,) = fill("在{due_on:date}前（{days:int}个工作日）。", VALUES, FACTS)
    assert part.paragraphs == ("在2026年3月5日前（5个工作日）。",)


def test_a_list_becomes_one_paragraph_per_entry_under_its_heading() -> None:
    first, second = fill("{due_on}\n# 清单\n{items:lines}", VALUES, FACTS)
    assert (second.heading, second.paragraphs) == ("清单", ("1.甲", "2.乙"))
    assert first.heading == ""


def test_a_paragraph_without_its_optional_fact_is_left_out_with_its_heading() -> None:
    assert fill("{due_on}\n# 单位\n单位工程：{units}", {**VALUES, "units": ""}, FACTS)[-1].heading == ""


def test_a_fact_that_must_have_a_value_is_never_printed_empty() -> None:
    with pytest.raises(Unfilled):
        fill("{applicant}", {**VALUES, "applicant": ""}, FACTS)
    with pytest.raises(Unfilled):
        fill_title("{applicant}", {}, FACTS)


@given(st.text(max_size=40).filter(lambda text: text.strip() and len(text.splitlines()) == 1))
def test_what_was_typed_is_never_read_as_a_template(typed: str) -> None:
    (part,) = fill("致{applicant}。", {**VALUES, "applicant": typed}, FACTS)
    assert part.paragraphs == (f"致{typed}。",)


@pytest.mark.parametrize("key", letters())
def test_every_shipped_letter_passes_its_own_check_and_says_every_required_fact(key: str) -> None:
    kind = letters()[key]
    assert faults(kind.title, kind.body, kind.placeholders) == []
    text = "".join(p for part in fill(kind.body, kind.samples, kind.placeholders) for p in part.paragraphs)
    assert "{" not in text
    assert fill_title(kind.title, kind.samples, kind.placeholders)


@pytest.mark.parametrize("key", letters())
def test_no_letter_is_saved_without_a_fact_it_needs_or_with_one_it_does_not_have(key: str) -> None:
    kind = letters()[key]
    needed = [one for one in kind.placeholders if one.required]
    assert needed or key in ("service",), "a letter that needs nothing says nothing"
    for one in needed:
        bare = kind.body.replace(one.mark, "").replace("# \n", "") or "空"
        title = kind.title.replace(one.mark, "") or "题"
        told = {(fault.wrong, fault.what) for fault in faults(title, bare, kind.placeholders)}
        assert (Wrong.MISSING, one.mark) in told
    unheard = faults(kind.title, f"{kind.body}\n{{unheard_of}}", kind.placeholders)
    assert [(fault.wrong, fault.what) for fault in unheard] == [(Wrong.UNKNOWN, "{unheard_of}")]


def test_every_kind_of_paper_is_worded_by_a_template() -> None:
    assert {kind.document for kind in letters().values()} == set(DocumentKind.values)


def test_the_list_of_papers_names_no_template_that_is_not_there() -> None:
    rows = (Path(__file__).parents[3] / "docs" / "papers.md").read_text(encoding="utf-8").splitlines()
    named = {
        (kind, key)
        for kind, cell in (row.strip("| ").split(" | ")[:2] for row in rows if row.startswith("| `"))
        for key in re.findall(r"`(\w+)`", cell)
    }
    assert named
    assert {(f"`{letters()[key].document}`", key) for _kind, key in named} == named


@given(st.lists(st.sampled_from("甲乙丙丁\n"), max_size=30), st.lists(st.sampled_from("甲乙丙丁\n"), max_size=30))
def test_both_texts_can_be_read_out_of_the_comparison(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    lines = changes(before, after)
    assert "".join(t for line in lines for kind, t in line.pieces if kind != "in") == before.replace("\n", "")
    assert "".join(t for line in lines for kind, t in line.pieces if kind != "out") == after.replace("\n", "")
