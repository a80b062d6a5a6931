"""A region's own wording, published by two, for tests of the papers it stands on."""

from datetime import date

from accounts.models import Membership, User
from core.time import today
from documents.letters import commands
from documents.letters.shipped import letters
from documents.models import Document, LetterTemplate
from documents.queries import content
from tests.documents.pdf_text import joined

SENTENCE = "本区自行增加的说明䶮。"


def reworded(letter: str, region_id: str = "360702") -> LetterTemplate:
    """The shipped text with a title of its own and one sentence more, in force from today."""
    first, second = (_administrator(f"wording{number}") for number in (1, 2))
    kind = letters()[letter]
    known = LetterTemplate(region_id=region_id).region
    template = commands.draft.perform(
        first, letter=letter, region=known, title=f"{kind.title}（试行）", body=f"{kind.body}\n{SENTENCE}",
        note="统一用语", valid_from=today(),
    )  # fmt: skip
    commands.propose.perform(first, template)
    return commands.publish.perform(second, template)


def says(paper: Document | None) -> bool:
    """Whether the stored file carries the region's sentence, title and source, or nothing of them."""
    assert paper is not None
    printed, noted = SENTENCE in joined(content(paper)), paper.template is not None
    assert printed == noted == paper.title.endswith("（试行）")
    assert f"@{paper.template.region_id}/1" in paper.wording if paper.template else "@shipped/" in paper.wording
    return printed


def _administrator(name: str) -> User:
    user, new = User.objects.get_or_create(username=name, defaults={"name": name})
    if new:
        Membership.objects.create(user=user, role="ADMIN", region_id="360000", valid_from=date(2020, 1, 1))
    return user
