"""The public verification: right in every state, silent about the rest, slow for guessers."""

import random
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from core import files
from core.time import travel
from documents import commands, rules
from documents.models import Document, VerificationAttempt
from documents.views import MAX_COMPARED_BYTES
from tests.documents import issuing
from tests.documents.issuing import main_of
from tests.people import Province

FORM = "/v/"
INSIDE = date(2026, 6, 1)


@pytest.fixture
def paper(jiangxi: Province) -> Document:
    with travel(date(2026, 1, 5)):
        return issuing.licence(jiangxi)


@pytest.fixture(autouse=True)
def _within_validity():
    with travel(INSIDE):
        yield


def page(client: Client, paper: Document) -> str:
    response = client.get(reverse("documents:verify", args=[paper.token]))
    assert response.status_code == 200
    return response.content.decode()


def word(client: Client, paper: Document) -> str:
    return page(client, paper).split('doc-verdict__word">')[1].split("<")[0]


def test_a_valid_paper_verifies_without_sign_in(paper: Document, client: Client) -> None:
    text = page(client, paper)
    assert word(client, paper) == "有效"
    for shown in (paper.number, "建设工程规划许可证", "2026年1月5日", paper.sha256, paper.holder.name):
        assert shown in text
    assert paper.holder.uscc not in text
    assert f"{paper.holder.uscc[:4]}**********{paper.holder.uscc[-4:]}" in text
    assert "𬱖燚厂房（虚构）&lt;b&gt;一期" in text
    assert 'name="robots" content="noindex' in text


def test_the_page_shows_no_more_than_the_public_facts(paper: Document, client: Client) -> None:
    text = main_of(page(client, paper))
    for kept_back in (*paper.facts["conditions"], paper.facts["statement"], "/documents/"):
        assert kept_back not in text


def test_every_state_has_its_word(paper: Document, jiangxi: Province, client: Client) -> None:
    with travel(date(2026, 1, 4)):
        assert word(client, paper) == "尚未生效"
    with travel(date(2027, 1, 4)):
        assert word(client, paper) == "有效"
    with travel(date(2027, 1, 5)):
        assert word(client, paper) == "失效"
    newer = issuing.licence(jiangxi)
    commands.supersede_document(issuing.context(), paper, by=newer)
    assert word(client, paper) == "失效"
    assert newer.number in page(client, paper)
    commands.VOID.perform(jiangxi["head"], newer, reason="打印错误")
    assert word(client, newer) == "失效"
    assert "打印错误" in page(client, newer)


def test_a_revocation_shows_at_the_next_look(paper: Document, jiangxi: Province, client: Client) -> None:
    assert word(client, paper) == "有效"
    commands.REVOKE.perform(jiangxi["head"], paper, reason="以欺骗手段取得 <script>")
    assert word(client, paper) == "撤销"
    assert "以欺骗手段取得 &lt;script&gt;" in page(client, paper)


def test_nothing_of_it_is_kept_by_browsers_or_search_engines(paper: Document, client: Client) -> None:
    response = client.get(reverse("documents:verify", args=[paper.token]))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_unknown_codes_answer_alike_whatever_their_form(paper: Document, jiangxi: Province, client: Client) -> None:
    hidden = issuing.licence(jiangxi, release=False)
    bodies = set()
    for code in ("1" * 22, "z" * 22, "1", "甲" * 22, "x" * 400, paper.number, paper.token[:-1], hidden.token):
        response = client.get(reverse("documents:verify", args=[code]))
        assert response.status_code == 404
        text = main_of(response.content.decode())
        assert "不存在" in text
        bodies.add(text)
    assert len(bodies) == 1


def test_no_change_of_a_code_is_accepted(paper: Document) -> None:
    """One letter changed, two swapped, one cut, one doubled, other case: none leads to the paper."""
    from documents.queries import by_code

    draw = random.Random(20261123)
    code, mutations = paper.token, set()
    for place in range(len(code)):
        mutations |= {code[:place] + other + code[place + 1 :] for other in rules.CODE_ALPHABET}
        mutations |= {code[:place] + code[place + 1 :], code[: place + 1] + code[place:]}
    for _ in range(200):
        letters = list(code)
        draw.shuffle(letters)
        mutations.add("".join(letters))
    mutations |= {code.swapcase(), code + " ", " " + code, code[::-1]}
    mutations.discard(code)
    assert len(mutations) > 1400
    assert [m for m in mutations if by_code(m)] == []


def test_number_and_code_typed_in_any_form_lead_to_the_answer(paper: Document, client: Client) -> None:
    typed = " ".join(paper.token[i : i + 4] for i in range(0, 22, 4))
    number = paper.number.replace("〔", "(").replace("〕", ")")
    response = client.post(FORM, {"by": "code", "number": f" {number}", "code": typed})
    assert response.status_code == 302
    assert response["Location"] == reverse("documents:verify", args=[paper.token])


def test_a_code_with_the_number_of_another_paper_is_refused(paper: Document, jiangxi: Province, client: Client) -> None:
    other = issuing.licence(jiangxi)
    response = client.post(FORM, {"by": "code", "number": other.number, "code": paper.token})
    assert response.status_code == 404
    text = response.content.decode()
    assert "不存在" in text
    assert f'value="{other.number}"' in text
    assert f'value="{paper.token}"' in text


def test_a_mistyped_code_is_explained_at_the_field(client: Client, db: None) -> None:
    response = client.post(FORM, {"by": "code", "number": "1", "code": "0OIl"})
    assert response.status_code == 422
    assert "查验码为 22 位字母和数字" in response.content.decode()
    assert not VerificationAttempt.objects.exists()


def test_the_short_way_from_the_front_page(paper: Document, client: Client) -> None:
    assert client.get(FORM, {"code": f" {paper.token} "})["Location"] == f"/v/{paper.token}/"
    assert client.get(FORM, {"code": "未完"}).status_code == 200


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("证.pdf", content, content_type="application/pdf")


def test_the_issued_file_is_recognised_and_any_other_is_not(paper: Document, client: Client) -> None:
    address, content = reverse("documents:verify", args=[paper.token]), files.read(paper.file)
    assert "完全一致" in client.post(address, {"file": upload(content)}).content.decode()
    assert "完全一致" in client.post(address, {"sha256": paper.sha256.upper()}).content.decode()
    draw = random.Random(24)
    for _ in range(40):
        place = draw.randrange(len(content))
        changed = content[:place] + bytes([content[place] ^ (1 << draw.randrange(8))]) + content[place + 1 :]
        assert "不是本系统出具的原件" in client.post(address, {"file": upload(changed)}).content.decode()
    for shadow in (content + b"\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF", content[:-1], content * 2):
        assert "不是本系统出具的原件" in client.post(address, {"file": upload(shadow)}).content.decode()


def test_the_symbol_moved_to_another_paper_does_not_make_it_ours(
    paper: Document, jiangxi: Province, client: Client
) -> None:
    forged = files.read(issuing.licence(jiangxi).file)
    address = reverse("documents:verify", args=[paper.token])
    assert "不是本系统出具的原件" in client.post(address, {"file": upload(forged)}).content.decode()


def test_a_file_alone_finds_its_paper(paper: Document, client: Client) -> None:
    found = client.post(FORM, {"by": "file", "file": upload(files.read(paper.file))})
    assert found["Location"] == reverse("documents:verify", args=[paper.token])
    assert client.post(FORM, {"by": "file", "file": upload(b"%PDF-1.4")}).status_code == 404
    assert client.post(FORM, {"by": "file"}).status_code == 422
    assert client.post(FORM, {"by": "file", "sha256": "kein"}).status_code == 422


def test_comparing_keeps_no_file(paper: Document, client: Client) -> None:
    from core.models import StoredFile

    before = StoredFile.objects.count()
    client.post(FORM, {"by": "file", "file": upload(b"%PDF-1.4 fremd")})
    assert StoredFile.objects.count() == before


def test_a_huge_body_is_refused_before_it_is_read(client: Client, db: None) -> None:
    response = client.post(
        FORM, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(MAX_COMPARED_BYTES * 4)
    )
    assert response.status_code == 413


def test_the_thirty_first_wrong_guess_in_a_minute_is_refused(paper: Document, client: Client) -> None:
    for guess in range(30):
        assert client.get(f"/v/{guess:022}/").status_code == 404
    assert client.get(f"/v/{31:022}/").status_code == 429
    refused = client.get(reverse("documents:verify", args=[paper.token]))
    assert refused.status_code == 429, "a guesser learns nothing more, not even by luck"
    assert refused["Retry-After"] == "60"
    assert client.post(FORM, {"by": "code", "number": "1", "code": "2" * 22}).status_code == 429
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert other.get(reverse("documents:verify", args=[paper.token])).status_code == 200


def test_after_a_minute_guesses_count_from_the_start_and_old_counts_go(client: Client, db: None) -> None:
    for guess in range(31):
        client.get(f"/v/{guess:022}/")
    from core.time import now

    with travel(now() + timedelta(minutes=1)):
        assert client.get(f"/v/{99:022}/").status_code == 404
    with travel(now() + timedelta(hours=3)):
        client.get(f"/v/{98:022}/")
    assert VerificationAttempt.objects.count() == 1


def test_the_counted_address_is_not_stored_readably(client: Client, db: None) -> None:
    client.get(f"/v/{1:022}/")
    stored = VerificationAttempt.objects.get().address_hash
    assert "127.0.0.1" not in stored
    assert len(stored) == 64


def test_looking_at_valid_papers_counts_nothing(paper: Document, client: Client, django_assert_max_num_queries) -> None:
    for _ in range(35):
        page(client, paper)
    assert not VerificationAttempt.objects.exists()
    with django_assert_max_num_queries(3):
        page(client, paper)


def test_posting_without_the_forgery_token_is_refused(paper: Document, db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(FORM, {"by": "code", "number": "1", "code": "2" * 22}).status_code == 403
    assert strict.post(f"/v/{paper.token}/", {"sha256": paper.sha256}).status_code == 403


@override_settings(LANGUAGE_CODE="en")
def test_the_answer_reads_in_english_too(paper: Document) -> None:
    text = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/v/{paper.token}/").content.decode()
    assert "Valid paper" in text
