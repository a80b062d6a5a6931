"""Ways out to people besides the page (通知渠道): e-mail, SMS, WeChat. Which class serves a channel is a setting.

A channel takes one notice and returns, or raises; the outbox tries again. `FileChannel` writes JSON lines into
``BINGSHEN_VAR/channels`` and is what SMS and WeChat use until an operator names the adapter of their provider.
"""

import json
import os
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from core.time import now


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told: plain text always, HTML where the channel can show it, an address inside this system.

    `key` is the same when the same notice is sent again, for providers that drop repetitions.
    """

    to: str
    subject: str
    text: str
    key: str
    html: str = ""
    link: str = ""


class Channel(Protocol):
    """One way out."""

    def send(self, notice: Notice) -> None:
        """Hand the notice over; raises whatever the provider raises."""


class EmailChannel:
    """E-mail through Django's mail settings."""

    def send(self, notice: Notice) -> None:
        mail = EmailMultiAlternatives(
            notice.subject, notice.text, to=[notice.to], headers={"X-Bingshen-Notice": notice.key}
        )
        if notice.html:
            mail.attach_alternative(notice.html, "text/html")
        mail.send()


class FileChannel:
    """Writes every notice as one JSON line; for demonstrations, tests and gateways that pick files up."""

    name = "notices"

    def send(self, notice: Notice) -> None:
        folder = settings.VAR_DIR / "channels"
        folder.mkdir(parents=True, exist_ok=True)
        line: dict[str, Any] = {"at": now().isoformat(), **asdict(notice)}
        data = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        # One write of one line with O_APPEND: several workers never mix their lines.
        handle = os.open(folder / f"{self.name}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            os.write(handle, data)
        finally:
            os.close(handle)


class SmsFile(FileChannel):
    """短信, as a file."""

    name = "sms"


class WechatFile(FileChannel):
    """微信, as a file."""

    name = "wechat"


def channel(name: str) -> Channel:
    """The channel of that name as `NOTICE_CHANNELS` sets it; KeyError for an unknown one."""
    return import_string(settings.NOTICE_CHANNELS[name])()
