"""站内消息: who is told what. Written through the outbox, so that a fact and its message live or die together."""

from datetime import date, datetime
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import scope
from accounts.models import Delegation, Membership
from approvals.models import ItemCase, JointApplication, Message
from catalogue.queries import catalogue_of
from core import outbox
from core.display import written_date
from core.time import now, today

TOPIC: Final = "approvals.message"

KINDS: Final[dict[str, Any]] = {
    "received": _("New application %(number)s: %(project)s, %(stage)s"),
    "accepted": _("%(number)s was accepted on %(on)s"),
    "accepted_by_silence": _("%(number)s counts as accepted since %(on)s: five working days passed without an answer"),
    "notice": _("%(number)s needs corrections until %(on)s"),
    "answered": _("Corrections to %(number)s have come"),
    "more_time": _("%(number)s: the applicant has more time to correct, until %(on)s"),
    "lapsed": _("%(number)s was returned: no corrections within the limit"),
    "refused": _("%(number)s was not accepted"),
    "withdrawn": _("%(number)s was withdrawn by the applicant"),
    "opened": _("New case: %(item)s, %(project)s, due %(on)s"),
    "reviewed": _("To sign: %(item)s, %(project)s"),
    "returned": _("Sent back to you: %(item)s, %(project)s"),
    "extension_requested": _("Extension requested: %(item)s, %(project)s"),
    "extension_declined": _("Extension declined: %(item)s, %(project)s"),
    "extension_granted": _("%(item)s: the limit was extended to %(on)s; the notice gives the reason"),
    "overtime": _("%(item)s is late; a letter gives the reason and the new day, %(on)s"),
    "special_requested": _("Special procedure requested: %(item)s, %(project)s"),
    "special_declined": _("Special procedure declined: %(item)s, %(project)s"),
    "special_started": _("%(item)s: the clock is stopped until %(on)s"),
    "special_ended": _("%(item)s: the clock runs again since %(on)s"),
    "closed": _("%(item)s was closed: %(reason)s"),
    "to_consolidate": _("All items decided, to consolidate: %(number)s, %(project)s"),
    "to_issue": _("Ready to issue: %(number)s, %(project)s"),
    "issued": _("The documents of %(number)s are ready"),
}


def announce(kinds: dict[str, Any]) -> None:
    """Let another room tell things of its own (`kind` → sentence); raises ValueError when a name is taken."""
    for kind, sentence_ in kinds.items():
        if kind in KINDS:
            raise ValueError(f"messages called {kind!r} exist already")
        KINDS[kind] = sentence_


def department(pk: int | None, role: str) -> dict[str, Any]:
    """Everybody who holds `role` in a department, stand-ins included."""
    return {"department": pk, "role": role}


def enterprise(pk: int) -> dict[str, Any]:
    """Everybody who acts for an enterprise."""
    return {"enterprise": pk}


def user(pk: int) -> dict[str, Any]:
    """One person."""
    return {"user": pk}


def about_application(kind: str, to: dict[str, Any], application: JointApplication, **data: Any) -> None:
    """Tell `to` something about an application, once per kind, recipient and state."""
    known = {"number": application.number, "project": application.project.name, "stage": stage_text(application)}
    link = reverse("approvals:application", args=[application.pk])
    tell(kind, to, application, link, {**known, **data}, application.project.code)


def about_case(kind: str, to: dict[str, Any], case: ItemCase, **data: Any) -> None:
    """Tell `to` something about a case."""
    applicants = "enterprise" in to
    link = (
        reverse("approvals:application", args=[case.application_id])
        if applicants
        else reverse("approvals:case", args=[case.pk])
    )
    known = {
        "item": {"zh": case.item.name, "en": case.item.name_en},
        "project": case.application.project.name,
        "number": case.number,
    }
    tell(kind, to, case, link, {**known, **data}, case.application.project.code)


def sentence(message: Message) -> str:
    """The message in the reader's language; of a kind this version no longer knows, the address it points to."""
    if message.kind not in KINDS:
        return message.link
    language = "en" if (get_language() or "").startswith("en") else "zh"
    data = {key: value[language] if isinstance(value, dict) else value for key, value in message.data.items()}
    if data.get("on"):
        data["on"] = written_date(date.fromisoformat(data["on"]))
    return str(KINDS[message.kind]) % data


def stage_text(application: JointApplication) -> dict[str, str]:
    """The stage's name in both languages."""
    name = catalogue_of(application.project.catalogue_id or 0).stages[application.stage].name
    return {"zh": name.zh, "en": name.en}


@outbox.handles(TOPIC)
def deliver(payload: dict[str, Any]) -> None:
    """Write one row per recipient, as of now; people who join later start with an empty list."""
    Message.objects.bulk_create(
        Message(
            user_id=pk,
            kind=payload["kind"],
            data=payload["data"],
            link=payload["link"],
            created_at=parse_datetime(payload["at"]) or now(),
        )
        for pk in recipients(payload["to"], payload.get("project_code", ""))
    )


def recipients(to: dict[str, Any], project_code: str = "") -> list[int]:
    """Ids of the people meant, without repetition: whose post is in force, or lent to them for this project."""
    if "user" in to:
        return [to["user"]]
    if "enterprise" in to:
        bound = {"enterprise": to["enterprise"]}
    else:
        bound = {"department": to["department"], "role": to["role"]}
    own = Membership.objects.in_force().filter(Q(**bound), user__is_active=True)
    lent = Delegation.objects.in_force().filter(
        Q(**{f"membership__{name}": value for name, value in bound.items()}),
        scope.in_force(today(), "membership__"),
        to_user__is_active=True,
        membership__user__is_active=True,
    )
    found = set(own.values_list("user_id", flat=True))
    for pk, codes in lent.values_list("to_user_id", "project_codes"):
        if not codes or project_code in codes:
            found.add(pk)
    return sorted(found)


def tell(
    kind: str, to: dict[str, Any], subject: models.Model, link: str, data: dict[str, Any], project_code: str
) -> None:
    """Write the message into the outbox. Raises KeyError for an unknown kind."""
    if kind not in KINDS:
        raise KeyError(f"no message is called {kind!r}")
    at = now()
    written = {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}
    outbox.enqueue(
        TOPIC,
        {"kind": kind, "to": to, "data": written, "link": link, "at": at.isoformat(), "project_code": project_code},
        dedupe=_once(kind, to, subject, at),
    )


def _once(kind: str, to: dict[str, Any], subject: models.Model, at: datetime) -> str:
    receiver = "-".join(str(value) for value in to.values())
    return f"{TOPIC}:{kind}:{subject._meta.model_name}:{subject.pk}:{receiver}:{at.timestamp():.3f}"


def mark_read(message: Message) -> None:
    """The person opened it; only the first time counts."""
    if message.read_at is None:
        message.read_at = now()
        message.save(update_fields=["read_at"])


def mark_all_read(reader: Any) -> int:
    """Everything of one person; how many were unread."""
    return Message.objects.visible_to(reader).unread().update(read_at=now())
