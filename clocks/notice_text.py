"""Reads the State Council's yearly notice as it is printed (放假通知原文): festivals, days off, make-up days.

The wording has been stable since 2008: `春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。
2月14日（周六）、2月28日（周六）上班。` What the text says twice (weekday, number of days) is checked against itself, so
that a slip of the hand is refused instead of moving every limit of the province.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from clocks.builtin import NoticeDay
from clocks.calendar import DayKind, days_between
from core.errors import Invalid

_YEAR: Final = re.compile(r"(20\d\d)年(?:部分)?(?:元旦|节假日)")
_NUMBER: Final = re.compile(r"国办发(?:明电)?〔20\d\d〕\d+号")
_SECTION: Final = re.compile(r"(?<![一二三四五六七八九十])[一二三四五六七八九十]+、([^：:。\s]{2,20})[：:]")
_DATE: Final = re.compile(r"(?:(20\d\d)年)?(?:(\d{1,2})月)?(\d{1,2})日(?:[（(]([^）)]*)[）)])?")
_TOTAL: Final = re.compile(r"[共假](\d+)天")
_WEEKDAY: Final = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEK: Final = {name: place for place, name in enumerate("一二三四五六日")} | {"天": 6}


@dataclass(frozen=True, slots=True)
class Festival:
    """One numbered paragraph (一个节日): the days off, the weekend days worked for them, and its wording."""

    name: str
    off: tuple[date, ...]
    worked: tuple[date, ...]
    text: str


@dataclass(frozen=True, slots=True)
class UnderstoodNotice:
    """What was understood of a notice (读出的通知). `number` is empty when the text carries none."""

    year: int
    number: str
    festivals: tuple[Festival, ...]

    @property
    def official_until(self) -> date:
        """The last day the notice covers."""
        return date(self.year, 12, 31)

    def days(self, source: str) -> list[NoticeDay]:
        """Every day off and make-up day in order, with the notice that made it."""
        found = {
            day: NoticeDay(day, kind, festival.name, source)
            for festival in self.festivals
            for kind, days in ((DayKind.HOLIDAY, festival.off), (DayKind.MAKEUP, festival.worked))
            for day in days
        }
        return [found[day] for day in sorted(found)]


def read_notice(text: str) -> UnderstoodNotice:
    """Read the text of a notice. Raises `Invalid` (field `text`) with the sentence that cannot be right."""
    text = text.replace("\u3000", " ").replace("\xa0", " ").strip()
    year = _YEAR.search(text)
    if year is None:
        raise _wrong(_("The text does not name its year. Paste the whole notice with its title."))
    number = _NUMBER.search(text)
    heads = list(_SECTION.finditer(text))
    if not heads:
        raise _wrong(_("No festival was found. Paste the whole notice; each festival begins with its number."))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    festivals = tuple(
        _festival(head[1], text[head.end() : end], int(year[1])) for head, end in zip(heads, ends, strict=True)
    )
    _apart(festivals)
    return UnderstoodNotice(int(year[1]), number[0] if number else "", festivals)


def _festival(name: str, text: str, year: int) -> Festival:
    off: list[date] = []
    worked: list[date] = []
    for sentence in filter(None, (part.strip() for part in re.split(r"[。；;\n]", text))):
        if sentence.endswith("上班"):
            worked += _dates(sentence, year)
        elif "放假" in sentence:
            off += _span(sentence, year)
    if not off:
        raise _wrong(_("%(name)s: no day off was found in “%(text)s”.") % {"name": name, "text": text.strip()[:60]})
    for day in worked:
        if day.weekday() < 5:
            raise _wrong(_("%(name)s: %(day)s is no weekend day and cannot be made up.") % {"name": name, "day": day})
    return Festival(name, tuple(off), tuple(worked), " ".join(text.split()))


def _span(sentence: str, year: int) -> list[date]:
    """`1月1日（周四）至3日（周六）放假调休，共3天`, or one day alone."""
    head = sentence.split("放假")[0]
    ends = list(_dates(head, year))
    if not ends:
        return []
    days = list(days_between(ends[0], ends[-1])) if "至" in head else ends
    total = _TOTAL.search(sentence)
    if total is not None and int(total[1]) != len(days):
        raise _wrong(
            _("“%(text)s” speaks of %(said)s days, but its dates are %(found)s.")
            % {"text": sentence[:60], "said": total[1], "found": len(days)}
        )
    return days


def _dates(text: str, year: int) -> Iterator[date]:
    month = None
    for found in _DATE.finditer(text):
        year = int(found[1] or year)
        month = int(found[2]) if found[2] else month
        try:
            day = date(year, month or 0, int(found[3]))
        except ValueError:
            raise _wrong(_("“%(text)s” is not a date of %(year)s.") % {"text": found[0], "year": year}) from None
        weekday = _WEEKDAY.search(found[4] or "")
        if weekday is not None and _WEEK[weekday[1]] != day.weekday():
            raise _wrong(
                _("“%(text)s” is not the weekday of %(day)s. Compare with the notice.") % {"text": found[0], "day": day}
            )
        yield day


def _apart(festivals: tuple[Festival, ...]) -> None:
    seen: set[date] = set()
    for festival in festivals:
        for day in (*festival.off, *festival.worked):
            if day in seen:
                raise _wrong(_("%(day)s is named twice.") % {"day": day})
            seen.add(day)


def _wrong(sentence: str) -> Invalid:
    return Invalid({"text": sentence})
