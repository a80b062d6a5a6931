"""预览: a letter of sample facts in its real layout, marked as a sample."""

from datetime import date
from typing import Any, Final

from core.time import today
from documents.letters.shipped import LetterKind
from documents.letters.wording import Part, fill, fill_title
from documents.papers import Facts, print_paper
from documents.render.imprint import Imprint
from documents.render.letter import Letter, Section
from documents.render.licence import Licence
from documents.render.notice import Defect, Notice
from documents.render.opinion import Consolidated, Opinion

_CODE: Final = "1" * 22
TABLE: Final = "\uf8ff"
"""Stands for the table of a notice while its text is filled in: a paragraph of one private-use character."""


def preview(kind: LetterKind, title: str, body: str, *, site: str, on: date | None = None) -> bytes:
    """The PDF of a right template with the sample of every fact. The caller has checked it."""
    on = on or today()
    values = kind.samples
    printed = facts_of(kind, fill_title(title, values, kind.placeholders), body, values, on)
    imprint = Imprint(
        number=f"样例〔{on.year}〕1号", token=_CODE, site=site, issued_on=on, sample=True
    )  # fmt: skip
    return print_paper(kind.document, printed, imprint)


def facts_of(kind: LetterKind, title: str, body: str, values: dict[str, Any], on: date) -> Facts:
    """The sample as the facts of its layout."""
    office = values["office"]
    match kind.document:
        case "ONE_TIME_NOTICE":
            opening, closing = around_table(fill(body, {**values, "defects": (TABLE,)}, kind.placeholders))
            return Notice(
                applicant=values["applicant"], project_name=values["project"], project_code=values["code"],
                stage=values["stage"], application_number=values["number"], received_on=values["received_on"],
                defects=_DEFECTS, correct_by=values["correct_by"], issuer=office, notified_on=on, title=title,
                opening=opening, closing=closing,
            )  # fmt: skip
        case "CONSOLIDATED":
            before, after = sections_around_table(fill(body, {**values, "opinions": (TABLE,)}, kind.placeholders))
            return Consolidated(
                project_name=values["project"], project_code=values["code"], applicant=values["applicant"],
                stage=values["stage"], application_number=values["number"], accepted_on=values["accepted_on"],
                opinions=_OPINIONS, conclusion="\n".join(values["conclusion"]), issuer=office, concluded_on=on,
                title=title, before=before, after=after,
            )  # fmt: skip
        case "LICENCE":
            parts = fill(body, values, kind.placeholders)
            return Licence(
                title=title, statement="\n".join(text for part in parts for text in part.paragraphs),
                holder=values["applicant"], holder_code="91360702MAC1TE5T5N", project_name=values["project"],
                project_code=values["code"], issuer=office, decided_on=on,
            )  # fmt: skip
        case _:
            parts = fill(body, values, kind.placeholders)
            return Letter(
                title=title, addressee=values["applicant"], sections=sections(parts), issuer=office, issued_on=on
            )


def sections(parts: tuple[Part, ...]) -> tuple[Section, ...]:
    """Parts of a filled template as sections of a letter."""
    return tuple(Section(heading=part.heading, paragraphs=part.paragraphs) for part in parts)


def around_table(parts: tuple[Part, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before and after the table of a notice; headings become paragraphs of their own."""
    texts = [text for part in parts for text in (*([part.heading] if part.heading else []), *part.paragraphs)]
    place = texts.index(TABLE)
    return tuple(texts[:place]), tuple(texts[place + 1 :])


def sections_around_table(parts: tuple[Part, ...]) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The sections before and after the table; a section the table stands in is parted, its heading stays above."""
    found = sections(parts)
    place = next(number for number, section in enumerate(found) if TABLE in section.paragraphs)
    heading, texts = found[place].heading, found[place].paragraphs
    cut = texts.index(TABLE)
    above = Section(heading=heading, paragraphs=texts[:cut])
    below = (Section(paragraphs=texts[cut + 1 :]),) if texts[cut + 1 :] else ()
    return (*found[:place], above), (*below, *found[place + 1 :])


_OPINIONS: Final = (
    Opinion(
        department="章贡区自然资源局", item="建设工程规划许可证核发", conclusion="通过", text="方案符合规划条件。",
        reviewer="涂翀", decided_on=date(2026, 3, 12), conditions=("建筑高度不高于24米。",), used=5, limit=5,
    ),
    Opinion(
        department="章贡区国防动员办公室", item="应建防空地下室的民用建筑项目报建审批", conclusion="通过",
        text="同意就地建设。", reviewer="熊垚", decided_on=date(2026, 3, 16), used=7, limit=6, late_by=1,
    ),
    Opinion(
        department="章贡区水利局", item="生产建设项目水土保持方案审批", conclusion="通过", text="按承诺办理。",
        reviewer="万㛃", decided_on=date(2026, 3, 9), used=1, limit=1,
    ),
)  # fmt: skip
_DEFECTS: Final = (
    Defect(
        material="建设工程设计方案总平面图",
        problem="未标注建筑退让用地红线距离。",
        basis="规划条件（示自然资规条〔2026〕18号）第六项",
        remedy="补充标注全部退让距离，重新上传。",
        item="建设工程规划许可证核发",
        department="章贡区自然资源局",
    ),
    Defect(
        material="使用土地的有关证明文件",
        problem="出让合同缺第5、6页。",
        basis="《中华人民共和国城乡规划法》第四十条第二款",
        remedy="补充完整扫描件。",
        item="建设工程规划许可证核发",
        department="章贡区自然资源局",
        deferrable=True,
    ),
)
