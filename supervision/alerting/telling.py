"""How an alert is told (预警送达): a message to everyone at once, other channels as each person chose.

Messages are rows of the delivery's own transaction and so come once. What leaves the system is a `Dispatch` row first;
its sending is repeated until it succeeds, with the same key, so that a provider can drop a repetition.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from approvals import messages
from approvals.models import Message
from core import outbox
from core.channels import Notice, channel
from core.time import now
from supervision.alerting import routing, subscribing
from supervision.models import Alert, AlertPreference, Dispatch, Level
from supervision.words import timed

TOPIC: Final = "supervision.alert"
SENDING: Final = "supervision.dispatch"
KINDS: Final = {
    "alert_WARN": gettext_lazy("Pre-warning: %(label)s, %(project)s, due %(on)s"),
    "alert_YELLOW": gettext_lazy("Yellow card: %(label)s, %(project)s was due %(on)s"),
    "alert_FORECAST": gettext_lazy(
        "Forecast: %(project)s will use %(forecast)s of its %(limit)s working days if every open item takes its full limit"
    ),
    "alert_RED": gettext_lazy("Red card: %(label)s, %(project)s was due %(on)s"),
}
messages.announce(KINDS)


@outbox.handles(TOPIC)
def tell(payload: dict[str, Any]) -> None:
    """Tell everyone whom the routes and their subscriptions name; an alert whose clock is gone tells nobody."""
    alert = Alert.objects.select_related("clock__region__parent__parent").filter(pk=payload["alert"]).first()
    if alert is None:
        return
    people = sorted({*routing.told(alert), *subscribing.subscribers(alert)})
    Message.objects.bulk_create(
        Message(user_id=pk, kind=f"alert_{alert.level}", data=facts(alert), link=address(alert), created_at=now())
        for pk in people
    )
    for pk, by in _channels(people):
        dispatch(pk, by, alert=alert)


def facts(alert: Alert) -> dict[str, Any]:
    """What the sentence of a message names."""
    clock = alert.clock
    said = {}
    for key, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            said[key] = timed(clock.label)
    known: dict[str, Any] = {
        "label": said,
        "project": clock.project_name,
        "on": on.isoformat() if (on := passed_on(alert)) else "",
        "matter": alert.matter,
    }
    if alert.level == Level.FORECAST:
        known |= {"forecast": clock.forecast, "limit": clock.limit}
    return known


def passed_on(alert: Alert) -> date | None:
    """The due date the alert speaks of: where a stop kept the promised limit but not the one set by law, the latter,
    which passed on the eve of the red card."""
    if alert.level == Level.RED and alert.due_on is not None:
        return min(alert.due_on, alert.reached_on - timedelta(days=1))
    return alert.due_on


def address(alert: Alert) -> str:
    """The page of the clock, day by day; of a forecast the project's, which shows what it is made of."""
    if alert.level == Level.FORECAST:
        return reverse("supervision:project", args=[alert.clock.project_id])
    return reverse("supervision:clock", args=[alert.clock_id])


def dispatch(user_id: int, by: str, *, alert: Alert | None = None, day: date | None = None) -> Dispatch | None:
    """Write down that this person is to be told by this channel; None when it was written before."""
    try:
        with transaction.atomic():
            row = Dispatch.objects.create(user_id=user_id, channel=by, alert=alert, day=day, created_at=now())
    except IntegrityError:
        return None
    outbox.enqueue(SENDING, {"dispatch": row.pk}, dedupe=f"{SENDING}:{row.pk}")
    return row


@outbox.handles(SENDING)
def send(payload: dict[str, Any]) -> None:
    """Send one dispatch; raises what the channel raises, and the outbox tries again later."""
    row = Dispatch.objects.select_related("user", "alert__clock").filter(pk=payload["dispatch"]).first()
    if row is None or row.sent_at is not None or not (to := reach(row.user, row.channel)):
        return
    preference = AlertPreference.objects.filter(user=row.user).first()
    with translation.override(preference.language if preference else settings.LANGUAGE_CODE):
        notice = _digest(row, to) if row.day else _single(row, to)
    channel(row.channel).send(notice)
    row.sent_at = now()
    row.save(update_fields=["sent_at"])


def reach(user: User, by: str) -> str:
    """The address of a person on a channel; "" where none is known."""
    return {"EMAIL": user.email, "SMS": user.phone, "WECHAT": user.username}[by]


def _channels(people: Iterable[int]) -> Iterable[tuple[int, str]]:
    for chosen in AlertPreference.objects.filter(user_id__in=list(people)).select_related("user"):
        for by, wanted in (("EMAIL", chosen.email), ("SMS", chosen.sms), ("WECHAT", chosen.wechat)):
            if wanted and reach(chosen.user, by):
                yield chosen.user_id, by


def _single(row: Dispatch, to: str) -> Notice:
    alert = row.alert
    assert alert is not None
    message = Message(kind=f"alert_{alert.level}", data=facts(alert), link=address(alert))
    sentence = messages.sentence(message)
    return _notice(row, to, sentence, [(sentence, settings.BASE_URL.rstrip("/") + address(alert))], address(alert))


def _digest(row: Dispatch, to: str) -> Notice:
    from supervision.alerting.digest import lines_of

    assert row.day is not None
    lines = [(text, settings.BASE_URL.rstrip("/") + link) for text, link in lines_of(row.user, row.day)]
    subject = _("Limits that need you on %(day)s: %(count)d") % {"day": row.day, "count": len(lines)}
    return _notice(row, to, subject, lines, reverse("supervision:alerts"))


def _notice(row: Dispatch, to: str, subject: str, lines: list[tuple[str, str]], link: str) -> Notice:
    context = {"subject": subject, "lines": lines, "person": row.user, "base_url": settings.BASE_URL.rstrip("/")}
    return Notice(
        to=to,
        subject=" ".join(subject.split()),
        text=render_to_string("supervision/mail/alert.txt", context),
        html=render_to_string("supervision/mail/alert.html", context),
        link=settings.BASE_URL.rstrip("/") + link,
        key=f"bingshen-{row.pk}",
    )
