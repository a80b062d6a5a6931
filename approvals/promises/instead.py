"""以容缺或承诺答复补正: a line of the notice is answered by a late-filing letter, or by the commitment of its items.

Only where the catalogue leaves the way open, which the notice said of each line (`domain.md` §3.5).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from approvals.models import ItemCase, JointApplication, NoticeLine, OneTimeNotice
from approvals.promises.papers_late import Filed, letter_of, letters_of
from catalogue.models import MaterialSpec
from catalogue.queries import catalogue_of
from commitments import standing
from commitments.commands.late import LatePaper, current_paper
from commitments.commands.signing import withdraw
from commitments.models import Commitment
from commitments.standing import Offer
from core.commands import SYSTEM_USER

STANDS_ON = ("PUBLICISED", "DECIDED", "BUILDING", "VERIFYING")
"""States of a notice commitment on which a case may be accepted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a line would rest on: the letters, and the items that are still without one."""

    letters: tuple[Commitment, ...]
    missing: tuple[str, ...]
    """Names of items, or of the paper, that no signed letter stands for."""
    day: date | None = None
    """By when the late paper comes."""

    @property
    def words(self) -> str:
        """As the answer says it, in Chinese."""
        numbers = "、".join(letter.number for letter in self.letters)
        if self.day is not None:
            return f"容缺后补：{self.day.year}年{self.day.month}月{self.day.day}日前补交（承诺书{numbers}）"
        return f"以告知承诺替代（承诺书{numbers}）"


def late_ground(notice: OneTimeNotice, line: NoticeLine) -> Ground:
    """The signed late-filing letter of what the notice is about, where it names the paper."""
    letter = letter_of(notice.about, "SIGNED")
    duty = letter.obligations.filter(code=line.material_key).first() if letter is not None else None
    if letter is None or duty is None:
        return Ground((), (line.material_name,))
    return Ground((letter,), (), duty.due_on)


def commitment_ground(notice: OneTimeNotice, line: NoticeLine) -> Ground:
    """The commitment letters of every item that asks for the paper."""
    cases = cases_asking(notice.cases, line.material_key)
    signed = _signed(notice.filed)
    missing = tuple(case.item.name for case in cases if case.item.code not in signed)
    return Ground(tuple(signed[case.item.code] for case in cases if case.item.code in signed), missing)


def offers_for(notice: OneTimeNotice, line: NoticeLine) -> list[Offer]:
    """The commitments that would replace the paper; none where one of its items is not open to a commitment."""
    return _open(notice, line.material_key) if line.committable else []


def promises_are_open(notice: OneTimeNotice, key: str) -> bool:
    """Whether every item that asks for the paper is open to a notice commitment of this project and enterprise."""
    return bool(_open(notice, key))


def _open(notice: OneTimeNotice, key: str) -> list[Offer]:
    codes = [case.item.code for case in cases_asking(notice.cases, key)]
    found = {
        offer.item.code: offer
        for offer in standing.offers(notice.filed.project, (Commitment.Track.NC,))
        if not offer.obstacles
    }
    return [found[code] for code in codes] if codes and all(code in found for code in codes) else []


def cases_asking(cases: "QuerySet[ItemCase]", key: str) -> list[ItemCase]:
    """Those of the cases whose items ask for that paper, by item."""
    specs = MaterialSpec.objects.filter(key=key, item__in=cases.values("item"))
    return list(cases.filter(item__in=specs.values("item")).select_related("item").order_by("item__code"))


def guides_for(notice: OneTimeNotice, keys: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """The items whose guides say what each paper has to be, as code and name, by the paper's key; one query."""
    specs = MaterialSpec.objects.filter(key__in=list(keys), item__in=notice.cases.values("item"))
    found: dict[str, list[tuple[str, str]]] = {}
    for spec in specs.select_related("item").order_by("item__code"):
        found.setdefault(spec.key, []).append((spec.item.code, spec.item.label))
    return found


def papers_to_follow(filed: Filed) -> tuple[list[LatePaper], dict[str, date]]:
    """What the letter of a file or of an added item under correction names, with the days already promised.

    The lines answered so, and what an earlier letter promised and has not come: the new letter takes its place.
    """
    one = {"supplement__case": filed} if isinstance(filed, ItemCase) else {"application": filed}
    notice = OneTimeNotice.objects.filter(answered_at__isnull=True, **one).first()
    marked = notice.lines.filter(answer_kind=NoticeLine.Answer.LATE, deferrable=True) if notice is not None else ()
    papers = {line.material_key: _late(notice, line.material_key) for line in marked if notice is not None}
    days: dict[str, date] = {}
    letter = letter_of(filed, "SIGNED")
    for duty in letter.obligations.filter(state="OPEN") if letter is not None else ():
        if current_paper(duty) is None:
            papers.setdefault(duty.code, LatePaper(duty.code, duty.name, duty.name_en, tuple(duty.items)))
            days[duty.code] = duty.promised_on
    return list(papers.values()), days


def _late(notice: OneTimeNotice, key: str) -> LatePaper:
    cases = cases_asking(notice.cases, key)
    spec = MaterialSpec.objects.filter(key=key, item__in=[case.item_id for case in cases]).order_by("pk")[0]
    return LatePaper(key, spec.name, spec.name_en, tuple(case.item.code for case in cases))


def _signed(application: JointApplication) -> dict[str, Commitment]:
    rows = application.project.commitments.filter(track="NC", state__in=STANDS_ON)
    return {row.item_code: row for row in rows}


# ---- when the answers are handed in --------------------------------------------------------------------------


def only_the_last_letter_counts(filed: Filed) -> None:
    """A late-filing letter signed before is withdrawn where a newer one names its papers again."""
    letter = letter_of(filed, "SIGNED")
    earlier = letters_of(filed).filter(state="SIGNED")
    for row in earlier.exclude(pk=letter.pk) if letter is not None else ():
        withdraw.perform(SYSTEM_USER, Commitment.objects.get(pk=row.pk), reason=f"由承诺书（{letter.number}）替代")  # type: ignore[union-attr]


def stand_on_letters(application: JointApplication, cases: Iterable[ItemCase]) -> None:
    """A case whose item stands on a notice commitment has the limit of the promise."""
    letters, track = _signed(application), catalogue_of(application.project.catalogue_id or 0).tracks.get("NC")
    for case in cases:
        letter = letters.get(case.item.code)
        if letter is not None and track is not None:
            case.commitment = letter
            case.promised_days = min(case.promised_days, track.decide_days)
            case.save(update_fields=["commitment", "promised_days"])
