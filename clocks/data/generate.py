"""Writes ``state_council.csv`` (放假调休表): ``python -m clocks.data.generate``.

Official years come from the table of the package ``chinesecalendar``; each row names the notice that made it.
Later years hold only the days the law itself gives (国务院令第795号 art. 2), whose lunar dates come from the
package ``holidays``; the exchanged and compensating days of those years are for a notice to fix and are left out.
Nothing here reads the network, and the running product needs neither package.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

PATH = Path(__file__).with_name("state_council.csv")
FIRST_YEAR, LAST_OFFICIAL_YEAR, LAST_YEAR = 2008, 2026, 2035
HEADER = ("date", "kind", "occasion", "source")
LAW = "全国年节及纪念日放假办法（国务院令第795号）"

NOTICES = {
    2008: "国办发明电〔2007〕52号", 2009: "国办发明电〔2008〕42号", 2010: "国办发明电〔2009〕27号",
    2011: "国办发明电〔2010〕40号", 2012: "国办发明电〔2011〕45号", 2013: "国办发明电〔2012〕33号",
    2014: "国办发明电〔2013〕28号", 2015: "国办发明电〔2014〕28号", 2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号", 2018: "国办发明电〔2017〕12号", 2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号", 2021: "国办发明电〔2020〕27号", 2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号", 2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}  # fmt: skip
CHANGES = (
    (date(2015, 9, 3), date(2015, 9, 6), "国发明电〔2015〕1号"),
    (date(2019, 4, 28), date(2019, 5, 5), "国办发明电〔2019〕3号"),
    (date(2020, 1, 31), date(2020, 2, 2), "国办发明电〔2020〕1号"),
)
OCCASIONS = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip
STATUTORY = {
    "New Year's Day": "元旦", "Chinese New Year's Eve": "春节", "Chinese New Year (Spring Festival)": "春节",
    "Tomb-Sweeping Day": "清明节", "Labor Day": "劳动节", "Dragon Boat Festival": "端午节",
    "Mid-Autumn Festival": "中秋节", "National Day": "国庆节",
}  # fmt: skip

Row = tuple[str, str, str, str]


def notice_for(day: date, occasion: str) -> str:
    """The notice that made this day off or worked; New Year's days in December belong to the next year's."""
    for first, last, number in CHANGES:
        if first <= day <= last:
            return number
    return NOTICES[day.year + 1 if day.month == 12 and occasion == "元旦" else day.year]


def official_rows() -> Iterator[Row]:
    """Holidays and make-up days of the years with a notice."""
    from chinese_calendar.constants import holidays, workdays

    for kind, table in (("HOLIDAY", holidays), ("MAKEUP", workdays)):
        for day, name in table.items():
            weekday = day.weekday() < 5
            if FIRST_YEAR <= day.year <= LAST_OFFICIAL_YEAR and not (kind == "MAKEUP" and weekday):
                occasion = OCCASIONS[name]
                yield day.isoformat(), kind, occasion, notice_for(day, occasion)


def statutory_rows() -> Iterator[Row]:
    """Days off by law in the years whose notice is not out."""
    from holidays import country_holidays

    for day, names in country_holidays("CN", years=range(LAST_OFFICIAL_YEAR + 1, LAST_YEAR + 1)).items():
        known = [STATUTORY[name] for name in names.split("; ") if name in STATUTORY]
        if known:
            yield day.isoformat(), "HOLIDAY", "、".join(known), LAW


def rows() -> list[Row]:
    """All rows in order of date."""
    return sorted([*official_rows(), *statutory_rows()])


def main() -> None:
    """Write the file next to this script."""
    with PATH.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows())
    sys.stdout.write(f"{PATH.name}: {len(rows())} rows\n")


if __name__ == "__main__":
    main()
