"""Papers are issued, handed out, replaced, revoked; and the doctor proves them."""

import hashlib
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.db import IntegrityError, transaction

from core import files, journal
from core.errors import Invalid, NotPermitted, WrongState
from core.models import JournalEntry, StoredFile
from core.time import travel
from documents import commands, doctor, queries
from documents.models import Document, DocumentKind
from tests.documents import issuing, papers
from tests.documents.pdf_text import joined
from tests.people import Province


@pytest.fixture
def paper(jiangxi: Province) -> Document:
    return issuing.licence(jiangxi)


def test_an_issued_paper_is_stored_numbered_hashed_and_journalled(paper: Document, jiangxi: Province) -> None:
    content = files.read(paper.file)
    assert paper.sha256 == paper.file.sha256 == hashlib.sha256(content).hexdigest()
    assert content.startswith(b"%PDF-")
    assert paper.number in joined(content)
    assert paper.holder == jiangxi.enterprise
    assert paper.facts["conditions"] == list(papers.LICENCE.conditions)
    entry = JournalEntry.objects.get(verb="documents.issue")
    assert entry.chain == paper.project.chain
    assert entry.data["sha256"] == paper.sha256
    assert (entry.actor_name, entry.actor_org) == ("head", jiangxi.housing.name)
    assert not list(journal.verify())
    assert not list(doctor.check())


def test_numbers_run_on_per_region_kind_and_year(jiangxi: Province) -> None:
    with travel(date(2026, 12, 31)):
        first, second = issuing.licence(jiangxi), issuing.licence(jiangxi)
    with travel(date(2027, 1, 4)):
        third = issuing.licence(jiangxi)
    assert [p.number for p in (first, second, third)] == [
        "360702证〔2026〕1号",
        "360702证〔2026〕2号",
        "360702证〔2027〕1号",
    ]


def test_a_number_the_head_typed_is_skipped_by_the_series(jiangxi: Province) -> None:
    with travel(date(2026, 6, 1)):
        issuing.licence(jiangxi, number="360702证〔2026〕1号")
        assert issuing.licence(jiangxi).number == "360702证〔2026〕2号"


def test_a_number_is_never_given_twice(paper: Document, jiangxi: Province) -> None:
    before = StoredFile.objects.count()
    with pytest.raises(Invalid) as refused:
        issuing.licence(jiangxi, number=f" {paper.number} ")
    assert "number" in refused.value.fields
    assert Document.objects.count() == 1
    assert StoredFile.objects.count() == before


def test_a_number_given_while_the_paper_was_printed_is_refused_in_words(
    paper: Document, jiangxi: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two departments type the same number at once: the later one is told, its command writes nothing."""
    printed = commands.print_paper

    def print_while_another_signs(*args: Any) -> bytes:
        Document.objects.filter(pk=paper.pk).update(number="赣建〔2026〕88号")
        return printed(*args)

    monkeypatch.setattr(commands, "print_paper", print_while_another_signs)
    with pytest.raises(Invalid) as refused, transaction.atomic():
        issuing.licence(jiangxi, number="赣建〔2026〕88号")
    assert "number" in refused.value.fields
    assert Document.objects.count() == 1


def test_codes_differ_and_have_the_right_form(jiangxi: Province) -> None:
    codes = {issuing.licence(jiangxi).token for _ in range(8)}
    assert len(codes) == 8
    assert all(queries.rules.is_code(code) for code in codes)


def test_facts_of_another_kind_are_refused(jiangxi: Province) -> None:
    project = issuing.project(jiangxi)
    with pytest.raises(TypeError, match="RECEIPT"):
        commands.issue_document(
            issuing.context(), DocumentKind.RECEIPT, papers.LICENCE, project=project, subject=project
        )


def test_a_paper_in_demo_mode_carries_the_mark(jiangxi: Province, settings) -> None:
    settings.DEMO_MODE = True
    sample = issuing.licence(jiangxi)
    settings.DEMO_MODE = False
    real = issuing.licence(jiangxi)
    assert "不具有法律效力" in joined(files.read(sample.file))
    assert "不具有法律效力" not in joined(files.read(real.file))


def test_the_symbol_leads_to_this_installation(jiangxi: Province, settings) -> None:
    settings.BASE_URL = "https://bingshen.example.cn/"
    paper = issuing.licence(jiangxi)
    assert "https://bingshen.example.cn/v/" in joined(files.read(paper.file))


def test_the_enterprise_sees_a_paper_when_it_is_handed_out(jiangxi: Province) -> None:
    paper = issuing.licence(jiangxi, release=False)
    assert not Document.objects.visible_to(jiangxi["owner"]).exists()
    assert queries.by_code(paper.token) is None
    commands.release_document(issuing.context(jiangxi["clerk"], paper), paper)
    assert Document.objects.visible_to(jiangxi["owner"]).get() == paper
    assert queries.by_code(paper.token) == paper
    released_at = paper.released_at
    commands.release_document(issuing.context(jiangxi["clerk"], paper), paper)
    assert paper.released_at == released_at
    assert JournalEntry.objects.filter(verb="documents.release").count() == 1


def test_only_the_head_of_the_issuer_revokes_and_says_why(paper: Document, jiangxi: Province) -> None:
    for stranger in ("owner", "reviewer", "clerk", "lead", "supervisor", "admin", "other_reviewer", "far_reviewer"):
        with pytest.raises(NotPermitted):
            commands.REVOKE.perform(jiangxi[stranger], paper, reason="无")
    with pytest.raises(Invalid) as refused:
        commands.REVOKE.perform(jiangxi["head"], paper, reason="  ")
    assert "reason" in refused.value.fields
    commands.REVOKE.perform(jiangxi["head"], paper, reason="申请材料虚假")
    paper.refresh_from_db()
    assert (paper.state, paper.state_reason) == ("REVOKED", "申请材料虚假")
    with pytest.raises(WrongState):
        commands.VOID.perform(jiangxi["head"], paper, reason="再次")
    assert not list(doctor.check())


def test_a_replaced_paper_names_its_successor(paper: Document, jiangxi: Province) -> None:
    newer = issuing.licence(jiangxi)
    commands.supersede_document(issuing.context(), paper, by=newer)
    paper.refresh_from_db()
    assert (paper.state, paper.state_reason) == ("SUPERSEDED", newer.number)
    assert not list(doctor.check())


def test_the_database_refuses_force_taken_without_a_reason(paper: Document) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(state="REVOKED", state_reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=paper.pk).update(valid_from=date(2027, 1, 1), valid_to=date(2026, 1, 1))


def test_the_doctor_finds_one_flipped_byte(paper: Document) -> None:
    path = files.path_of(paper.sha256)
    whole = path.read_bytes()
    path.chmod(0o640)
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    try:
        assert any("lost or changed" in sentence for sentence in doctor.check())
        with pytest.raises(queries.Damaged):
            queries.content(paper)
    finally:
        path.write_bytes(whole)
    assert not list(doctor.check())


def test_the_doctor_finds_a_lost_file(paper: Document) -> None:
    path = files.path_of(paper.sha256)
    whole = path.read_bytes()
    path.unlink()
    assert any("lost or changed" in sentence for sentence in doctor.check())
    path.write_bytes(whole)


def test_the_doctor_finds_a_paper_nobody_issued(paper: Document) -> None:
    paper.pk, paper.number, paper.token = None, "伪造1号", "1" * 22
    paper.save(force_insert=True)
    assert any("no journal entry" in sentence for sentence in doctor.check())


def test_the_doctor_finds_a_state_set_behind_the_journal(paper: Document, jiangxi: Province) -> None:
    commands.REVOKE.perform(jiangxi["head"], paper, reason="虚假")
    Document.objects.filter(pk=paper.pk).update(state="VALID", state_reason="")
    assert any("by the journal REVOKED" in sentence for sentence in doctor.check())


def test_the_doctor_finds_an_exchanged_file_and_a_deleted_row(paper: Document, jiangxi: Province) -> None:
    other = issuing.licence(jiangxi)
    Document.objects.filter(pk=paper.pk).update(file=other.file, sha256=other.sha256)
    assert any("another digest" in sentence for sentence in doctor.check())
    Document.objects.filter(pk=paper.pk).delete()
    assert any("its row is gone" in sentence for sentence in doctor.check())


def test_every_kind_has_a_layout_and_a_series() -> None:
    from documents.papers import FACTS_OF
    from documents.rules import SERIES

    assert set(FACTS_OF) == set(SERIES) == set(DocumentKind.values)


def test_the_pdf_opens_without_repair(paper: Document) -> None:
    with pikepdf.open(files.path_of(paper.sha256)) as pdf:
        assert pdf.check_pdf_syntax() == []
