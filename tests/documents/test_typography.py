"""Chinese lines: nothing lost, nothing too wide, no mark where it may not stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uniseg.linebreak import line_break_boundaries

from documents.render import fonts
from documents.render.fonts import Face
from documents.render.typography import NO_END, NO_START, balanced, boundaries, break_lines, clean, one_line

HAN = "建设工程规划许可证䶮𬱖㛃"
MARKS = "，。、；：？！）〕】》」”（〔【《「“—…·％"
chinese = st.text(alphabet=HAN * 6 + MARKS + "aZ09 %.-/(", max_size=80)
LAW = (
    "根据《中华人民共和国城乡规划法》第四十条、《江西省城乡规划条例》（2020年修正）的规定，申请人应当“一次性”提交材料；"
    "未按《规划条件》（示自然资规条〔2026〕18号）建设的：责令改正——逾期不改的，处建设工程造价5%以上10%以下的罚款……"
)


def widest_piece(text: str) -> float:
    edges = [0, *boundaries(text)]
    return max((fonts.width(text[a:b], Face.SONG, 10) for a, b in zip(edges, edges[1:], strict=False)), default=0.0)


@given(chinese, st.floats(60, 300))
def test_no_mark_stands_where_a_chinese_line_may_not_have_it(text: str, width: float) -> None:
    lines = break_lines(text, Face.SONG, 10, width)
    if widest_piece(text) > width:
        return
    for before, after in zip(lines, lines[1:], strict=False):
        assert before[-1:] not in NO_END or not before
        assert after[:1] not in NO_START or not after


@pytest.mark.parametrize("width", range(60, 460, 8))
def test_a_sentence_of_law_breaks_well_at_every_width(width: int) -> None:
    lines = break_lines(LAW, Face.SONG, 10.5, width)
    assert "".join(lines) == LAW
    assert not [line for line in lines[1:] if line[0] in "，。、；：”》）〕…—"]
    assert not [line for line in lines[:-1] if line[-1] in "“《（〔"]


@given(chinese, st.floats(15, 300), st.floats(0, 12))
def test_lines_fit_and_together_are_the_text(text: str, width: float, indent: float) -> None:
    lines = break_lines(text, Face.SONG, 10, width, indent=indent)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")
    for number, line in enumerate(lines):
        room = width - (indent if number == 0 else 0)
        assert fonts.width(line, Face.SONG, 10) <= room + 1e-3 or len(line) == 1


@given(chinese)
def test_the_short_cut_finds_the_same_places_as_the_algorithm(text: str) -> None:
    expected = [
        place
        for place in line_break_boundaries(text)
        if place and (place == len(text) or not (text[place] in NO_START or text[place - 1] in NO_END))
    ]
    assert boundaries(text) == expected


def test_a_long_address_is_cut_rather_than_leaving_the_page() -> None:
    address = "https://bingshen.example.cn/" + "x" * 300
    lines = break_lines(address, Face.HEI, 9, 200)
    assert "".join(lines) == address
    assert all(fonts.width(line, Face.HEI, 9) <= 200 for line in lines)


def test_ten_thousand_letters_without_a_space_are_no_burden() -> None:
    assert "".join(break_lines("x" * 10_000, Face.SONG, 10, 400)) == "x" * 10_000


def test_a_hundred_thousand_strange_characters_are_no_burden() -> None:
    strange = "".join(map(chr, range(0xAC00, 0xD7A0))) * 9
    assert len("".join(break_lines(strange, Face.SONG, 10, 400))) == len(strange) > 100_000


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("甲\r\n乙\r丙\u2028丁", "甲\n乙\n丙\n丁"),
        ("A\u202eB\u2066C\u200bD\ufeffE\u00adF", "ABCDEF"),
        ("甲\x00\x1b\x7f乙\t丙\u00a0丁", "甲乙 丙 丁"),
        ("坏\ud83d字", "坏〓字"),
        ("葛\U000e0100城", "葛城"),
        ("﨑", "﨑"),
        ("中　文", "中　文"),
    ],
)
def test_what_hides_or_reorders_is_dropped_and_ideographs_stay(typed: str, drawn: str) -> None:
    assert clean(typed) == drawn


def test_a_name_with_a_line_end_stays_one_line() -> None:
    assert one_line("甲公司\n乙公司") == "甲公司 乙公司"


def test_a_title_breaks_into_lines_of_about_equal_length() -> None:
    lines = balanced("房屋建筑和市政基础设施工程建筑起重机械使用登记证明", Face.SONG_BOLD, 22, 400)
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) <= 2
