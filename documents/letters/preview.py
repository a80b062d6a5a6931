"""预览: a letter of sample facts in its real layout, marked as a sample."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from core.time import today
from documents.letters import sample_facts
from documents.letters.shipped import LetterKind
from documents.letters.wording import Part, fill, fill_title
from documents.papers import Facts, print_paper
from documents.render.imprint import Imprint, chinese_date
from documents.render.letter import Letter, Section
from documents.render.licence import Licence
from documents.render.notice import Notice
from documents.render.opinion import Consolidated
from documents.render.receipt import Receipt
from documents.render.service import Service
from documents.render.statement import Statement

_CODE: Final = "1" * 22
TABLE: Final = "\uf8ff"
"""Stands for the table of a paper while its text is filled in: a paragraph of one private-use character."""
_ADDRESSEES: Final = {"meeting_minutes": "各参会单位", "urge_order": "章贡区水利局"}
"""Who is written to where it is not the applicant."""
_FAILED: Final = frozenset({"drawing_failed", "acceptance_failed"})


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
                defects=sample_facts.DEFECTS, correct_by=values["correct_by"], issuer=office, notified_on=on, title=title,
                opening=opening, closing=closing,
            )  # fmt: skip
        case "CONSOLIDATED":
            before, after = sections_around_table(fill(body, {**values, "opinions": (TABLE,)}, kind.placeholders))
            return Consolidated(
                project_name=values["project"], project_code=values["code"], applicant=values["applicant"],
                stage=values["stage"], application_number=values["number"], accepted_on=values["accepted_on"],
                opinions=sample_facts.OPINIONS, conclusion="\n".join(values["conclusion"]), issuer=office, concluded_on=on,
                title=title, before=before, after=after,
            )  # fmt: skip
        case "LICENCE":
            parts = fill(body, values, kind.placeholders)
            return Licence(
                title=title, statement="\n".join(text for part in parts for text in part.paragraphs),
                holder=values["applicant"], holder_code=sample_facts.HOLDER_CODE, project_name=values["project"],
                project_code=values["code"], issuer=office, decided_on=on,
            )  # fmt: skip
        case "RECEIPT":
            return Receipt(
                applicant=values["applicant"], applicant_code=sample_facts.HOLDER_CODE, project_name=values["project"],
                project_code=values["code"], stage=values["stage"], items=("建设工程规划许可证核发",),
                materials=sample_facts.MATERIALS, received_at=f"{chinese_date(values['received_on'])} 10:32",
                received_by="涂翀", office=office, answer_by=values["answer_by"], received_on=values["received_on"],
                title=title, told=texts(fill(body, values, kind.placeholders)),
            )  # fmt: skip
        case "SERVICE":
            return Service(
                addressee=values["applicant"], project_name=values["project"], project_code=values["code"],
                application_number=values["number"], papers=sample_facts.SERVED, way="窗口领取",
                particulars=(("收件人", "䶮听澜（受委托人）"), ("身份证件", "居民身份证，尾号 0023"), ("送达地点", office)),
                served_at=f"{chinese_date(on)} 10:05", served_by="涂翀", issuer=office, issued_on=on, title=title,
                told=texts(fill(body, values, kind.placeholders)),
            )  # fmt: skip
        case "CLOCK_STATEMENT":
            opening, notes = around_table(fill(body, {**values, "account": (TABLE,)}, kind.placeholders))
            return Statement(
                issuer=office, issued_on=on, project_name=values["project"], project_code=values["code"],
                applicant=values["applicant"], matter=values["matter"], opening="\n".join(opening),
                particulars=(("项目名称", values["project"]), ("计时对象", values["matter"])),
                results=(("时限", "12个工作日"), ("已用", "5个工作日"), ("剩余", "7个工作日")),
                articles=("起算。2026年3月2日为起算日（第0日），不计入。",), stops=(), days=sample_facts.DAYS, notes=notes,
                title=title,
            )  # fmt: skip
        case "COMMITMENT":
            parts = fill(body, values, kind.placeholders)
            return Letter(
                title=title, addressee=office, sections=sections(parts), issuer=values["applicant"], issued_on=on,
                official=False,
            )  # fmt: skip
        case _:
            found = sample_facts.UNSETTLED if kind.key in _FAILED else sample_facts.FINDINGS
            tables = {"findings": found, "remarks": sample_facts.REMARKS}
            parts = fill(body, {**values, **dict.fromkeys(tables, (TABLE,))}, kind.placeholders)
            table = next((tables[one.name] for one in kind.placeholders if one.name in tables), ())
            return Letter(
                title=title,
                addressee=_ADDRESSEES.get(kind.key) or values["applicant"],
                sections=sections(parts, table),
                issuer=office,
                issued_on=on,
            )


def sections(parts: tuple[Part, ...], table: Sequence[Section] = ()) -> tuple[Section, ...]:
    """Parts of a filled template as sections of a letter; `table` where the template has it, else after its text."""
    found = tuple(Section(heading=part.heading, paragraphs=part.paragraphs) for part in parts)
    if not any(TABLE in section.paragraphs for section in found):
        return (*found, *table)
    before, after = sections_around_table(parts)
    return tuple(section for section in (*before, *table, *after) if section.heading or section.paragraphs)


def texts(parts: tuple[Part, ...]) -> tuple[str, ...]:
    """Headings and paragraphs of a filled template, one after the other."""
    return tuple(text for part in parts for text in (*([part.heading] if part.heading else []), *part.paragraphs))


def around_table(parts: tuple[Part, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before and after the table of a notice; headings become paragraphs of their own."""
    found = texts(parts)
    place = found.index(TABLE)
    return found[:place], found[place + 1 :]


def sections_around_table(parts: tuple[Part, ...]) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The sections before and after the table; a section the table stands in is parted, its heading stays above."""
    found = tuple(Section(heading=part.heading, paragraphs=part.paragraphs) for part in parts)
    place = next(number for number, section in enumerate(found) if TABLE in section.paragraphs)
    heading, lines = found[place].heading, found[place].paragraphs
    cut = lines.index(TABLE)
    above = Section(heading=heading, paragraphs=lines[:cut])
    below = (Section(paragraphs=lines[cut + 1 :]),) if lines[cut + 1 :] else ()
    return (*found[:place], above), (*below, *found[place + 1 :])
