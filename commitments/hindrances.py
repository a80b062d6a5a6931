"""What stands in the way (阻碍): one thing that is missing, who clears it and where; and the gate of new promises."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Enterprise
from commitments.models import Commitment, CreditRecord
from commitments.rules import IN_BREACH
from core.errors import Invalid
from core.time import today


@dataclass(frozen=True, slots=True)
class Hindrance:
    """One thing that is missing: the sentence, who can clear it, and the page where."""

    what: str
    who: str
    link: str


def against_promising(enterprise: Enterprise | int) -> list[Hindrance]:
    """Everything that keeps an enterprise from promising anything today: a breach not cured, a record not repaired
    (国办发〔2020〕42号: 信用修复前不适用)."""
    broken = Commitment.objects.filter(enterprise=enterprise, state__in=IN_BREACH).select_related("department")
    records = CreditRecord.objects.filter(enterprise=enterprise).counting(today())
    return [
        *(
            Hindrance(
                _("The promise “%(name)s” (%(number)s) is in breach.") % {"name": row.label, "number": row.number},
                row.enterprise.name if row.state == "RECTIFYING" and not row.rectified_at else row.department.label,
                reverse("commitments:show", args=[row.pk]),
            )
            for row in broken.select_related("enterprise").order_by("pk")
        ),
        *(
            Hindrance(
                _("Credit record %(number)s “%(what)s” has not been repaired.")
                % {"number": row.number, "what": row.behaviour},
                row.breach.commitment.department.label if row.repair == "ASKED" else row.enterprise.name,
                reverse("commitments:record", args=[row.pk]),
            )
            for row in records.select_related("breach__commitment__department", "enterprise").order_by("pk")
        ),
    ]


def refused(hindrances: list[Hindrance], before: str) -> Invalid:
    """The refusal that names everything, and whose it is."""
    lines = " ".join(f"{number}. {one.what}（{one.who}）" for number, one in enumerate(hindrances, start=1))
    return Invalid(before + lines)


def nothing_against_promising(enterprise: Enterprise | int) -> None:
    """Gate of every track. Raises Invalid naming each record."""
    found = against_promising(enterprise)
    if found:
        raise refused(found, _("No promise is accepted from this enterprise yet: "))
