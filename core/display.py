"""How a value is written for people: dates, areas, money, masked personal data.

Pure text in, text out; the language of the reader decides the form. Templates reach these through
the `bingshen` template tags.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NOTHING: Final = "—"
SQUARE_METRES_PER_HECTARE: Final = 10_000
YUAN_PER_WAN: Final = 10_000
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS: Final = "一二三四五六日"


def by_language(name: str, name_en: str) -> str:
    """双语名称: the English name for English readers, where there is one; else the Chinese."""
    return name if _chinese() or not name_en else name_en


def listed(names: Iterable[str]) -> str:
    """列举: names joined by 、, in English by a comma."""
    return ("、" if _chinese() else ", ").join(names)


def written_date(value: date | None) -> str:
    """日期: `2026年3月5日`, in English `5 Mar 2026`; an instant is first put in the legal time zone."""
    if value is None:
        return NOTHING
    day = _legal_day(value)
    if _chinese():
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def short_date(value: date | None) -> str:
    """月日 without the year: `3月5日`, in English `5 Mar`."""
    if value is None:
        return NOTHING
    day = _legal_day(value)
    return f"{day.month}月{day.day}日" if _chinese() else f"{day.day} {_MONTHS[day.month - 1]}"


def weekday(value: date | None) -> str:
    """星期: `周四`, in English `Thu`."""
    if value is None:
        return NOTHING
    day = _legal_day(value)
    return f"周{_WEEKDAYS[day.weekday()]}" if _chinese() else day.strftime("%a")


def written_instant(value: datetime | None) -> str:
    """时刻 to the minute, Asia/Shanghai: `2026年3月5日 14:30`. Raises ValueError for a naive datetime."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value, timezone.get_default_timezone())
    return f"{written_date(local.date())} {local:%H:%M}"


def plain_number(value: Decimal | None) -> str:
    """数值 as it was agreed or measured, without trailing zeros and grouping: `310`, `0.08`."""
    return NOTHING if value is None else f"{value.normalize():f}"


def written_area(square_metres: Decimal | float | int | None) -> str:
    """面积: square metres, and hectares beside them from one hectare up: `12,345.6 平方米（1.2346 公顷）`."""
    if square_metres is None:
        return NOTHING
    metres = Decimal(str(square_metres))
    text = _("%(n)s m²") % {"n": _grouped(metres, 2)}
    if abs(metres) < SQUARE_METRES_PER_HECTARE:
        return text
    hectares = _("%(n)s ha") % {"n": _grouped(metres / SQUARE_METRES_PER_HECTARE, 4)}
    return f"{text}（{hectares}）" if _chinese() else f"{text} ({hectares})"


def written_wan(yuan: Decimal | float | int | None) -> str:
    """金额 of `yuan`: in 万元 for Chinese readers, in full yuan for English ones."""
    if yuan is None:
        return NOTHING
    amount = Decimal(str(yuan))
    return f"{_grouped(amount / YUAN_PER_WAN, 4)} 万元" if _chinese() else f"CNY {_grouped(amount, 2)}"


def masked(text: str | None, head: int, tail: int) -> str:
    """脱敏: keep `head` first and `tail` last characters, star the rest.

    A text too short to keep both is starred after its first character, so that a mask always hides something.
    """
    if not text:
        return NOTHING
    if len(text) <= head + tail:
        return "*" if len(text) == 1 else text[:1] + "*" * (len(text) - 1)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")


def masked_name(name: str | None) -> str:
    """姓名脱敏: the family name and one star per further character: `䶮**`."""
    return masked(name, 1, 0)


def masked_id(number: str | None) -> str:
    """身份证号脱敏: neither birth date nor check digit stays readable."""
    return masked(number, 3, 2)


def masked_phone(number: str | None) -> str:
    """手机号脱敏: `138****1234`."""
    return masked(number, 3, 4)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _legal_day(value: date) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).date()
    return value


def _grouped(number: Decimal, places: int) -> str:
    """Thousands grouped, at most `places` decimals, no trailing zeros."""
    text = f"{number:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
