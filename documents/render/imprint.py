"""版记事项: what the system adds to every paper, whatever it says."""

from dataclasses import dataclass
from datetime import date

_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """Number, verification and status of one paper.

    `site` is the address of the installation without a final slash; `token` is the paper's
    verification code. `sample` marks a paper of a demonstration system: it carries 样例. `note` is what
    the foot of every page says; by default what a demonstration system has to say.
    """

    number: str
    token: str
    site: str
    issued_on: date
    sample: bool = False
    note: str = ""

    @property
    def foot(self) -> str:
        """The line at the foot of every page."""
        return self.note or ("演示系统样例　不具有法律效力" if self.sample else "")

    @property
    def address(self) -> str:
        """Where this very paper can be verified."""
        return f"{self.site}/v/{self.token}/"

    @property
    def form_address(self) -> str:
        """Where number and code can be typed."""
        return f"{self.site}/v/"


def chinese_date(day: date) -> str:
    """2026年3月5日, as GB/T 9704-2012 7.3.5.4 wants it: Arabic figures, no leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
