"""The faces: found in any candidate folder, complete for names, honest about gaps."""

from pathlib import Path

import pytest

from documents.render import fonts
from documents.render.fonts import Face

RARE = "䶮㛃𬱖𫖯垚翀燚𬭎㙍𫍯𬤇堃昇喆煊㵑㬚晞旸玘珺琤瑀璟玥甯畇祎禔竑筠綦翯芃茜菡蓥蕙薿觐谞轶郗鄢铖钰锜镕靓頔颉飏骙鬯鲲鸷麒黻"


def test_fifty_rare_characters_of_names_have_glyphs_in_every_face() -> None:
    assert len(RARE) >= 50
    for face in Face:
        assert [c for c in RARE if not fonts.has_glyph(face, c)] == []


def test_signs_used_on_paper_have_glyphs() -> None:
    assert fonts.missing("〓㎡²×÷°±≤≥—…·“”‘’《》〈〉（）〔〕【】、。，；：？！％￥№①②③⑳●▲■‖□") == ""


def test_a_missing_character_is_named() -> None:
    assert fonts.missing("吉𠮷吉😀𠮷") == "𠮷😀"


def test_a_missing_character_prints_as_geta() -> None:
    assert fonts.runs("甲𠮷乙", Face.SONG) == [(Face.SONG, "甲〓乙")]


def test_in_strict_mode_a_missing_character_raises() -> None:
    with fonts.strict_glyphs(), pytest.raises(fonts.MissingGlyph, match="U\\+20BB7"):
        fonts.runs("𠮷", Face.SONG)


def test_a_character_only_another_face_has_is_set_in_that_face() -> None:
    own, other = (set(fonts.load()[face].face.charToGlyph) for face in (Face.HEI, Face.SONG))
    only_song = chr(min(code for code in other - own if code > 0x2000))
    assert fonts.runs(f"甲{only_song}", Face.HEI) == [(Face.HEI, "甲"), (Face.SONG, only_song)]


def test_fonts_are_looked_for_as_packages_and_as_bare_files(tmp_path: Path) -> None:
    bare = tmp_path / "NotoSansSC_400Regular.ttf"
    bare.write_bytes(b"")
    assert fonts.locate(Face.HEI, [tmp_path / "absent", tmp_path]) == bare
    packaged = tmp_path / "packages" / fonts.FILES[Face.HEI]
    packaged.parent.mkdir(parents=True)
    packaged.write_bytes(b"")
    assert fonts.locate(Face.HEI, [tmp_path / "packages", tmp_path]) == packaged


def test_without_fonts_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(fonts.FontNotFound, match="make setup"):
        fonts.locate(Face.SONG, [tmp_path])
