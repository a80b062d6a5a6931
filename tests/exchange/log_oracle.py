"""Clocks of the two real logs again, by pandas and sets of days alone: nothing of the product is imported here."""

import gzip
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd

STOPS = {"missing": ("08_AWB45_020_2", "08_AWB45_040"), "ground": ("11_AH_II_010 01_HOOFD_470", "11_AH_II_145"),
         "term": ("07_OPS_010", "07_OPS_075")}  # fmt: skip
ASKED = {"11_AH_II_010", "01_HOOFD_470", "07_OPS_010", "05_EIND_010"}
"""Activities that are questions; they happened only where the answer is True."""


def dutch_days(column: pd.Series) -> pd.Series:
    """Midnights of the Dutch calendar days of these instants."""
    instants = pd.to_datetime(column, utc=True, format="ISO8601")
    return instants.dt.tz_convert("Europe/Amsterdam").dt.tz_localize(None).dt.normalize()


def bpic15(path: Path) -> pd.DataFrame:
    """case → accepted_on, ended_on, used, stopped, span of BPIC15_1."""
    rows = []
    with gzip.open(path) as file:
        for _, trace in ElementTree.iterparse(file):
            if not trace.tag.endswith("trace"):
                continue
            own = {child.get("key"): child.get("value") for child in trace if not child.tag.endswith("event")}
            for event in trace:
                if event.tag.endswith("event"):
                    given = {child.get("key"): child.get("value") for child in event}
                    rows.append(
                        (own["concept:name"], given.get("action_code", ""), given["question"], given["time:timestamp"])
                    )
            trace.clear()
    log = pd.DataFrame(rows, columns=["case", "code", "answer", "at"])
    log["day"] = dutch_days(log["at"])
    log["instant"] = pd.to_datetime(log["at"], utc=True)
    log = log.sort_values("instant", kind="stable")
    said = log[~log["code"].isin(ASKED) | (log["answer"] == "True")]
    accepted = said[said["code"] == "01_HOOFD_010"].groupby("case")["day"].first()
    ends = said[said["code"].isin(["01_HOOFD_510_2", "05_EIND_010"])].join(accepted.rename("accepted"), on="case")
    ended = ends[ends["day"] >= ends["accepted"]].groupby("case")["day"].first()
    last = log.groupby("case")["day"].max()
    answer = pd.DataFrame({"accepted_on": accepted, "ended_on": ended.reindex(accepted.index)})
    until = answer["ended_on"].fillna(last)
    excluded = {case: set() for case in answer.index}
    for starts, resumes in STOPS.values():
        codes = [*starts.split(), resumes]
        for case, own in said[said["code"].isin(codes)].groupby("case"):
            since = None
            for code, day in zip(own["code"], own["day"], strict=True):
                if day > until[case]:
                    break
                if code != resumes:
                    since = day if since is None else since
                elif since is not None:
                    excluded[case] |= set(pd.date_range(since, day)[1:])
                    since = None
            if since is not None:
                excluded[case] |= set(pd.date_range(since, until[case])[1:])
    lived = {case: set(pd.date_range(answer["accepted_on"][case], until[case])[1:]) for case in answer.index}
    answer["span"] = pd.Series({case: len(days) for case, days in lived.items()})
    answer["stopped"] = pd.Series({case: len(days & excluded[case]) for case, days in lived.items()})
    answer["used"] = answer["span"] - answer["stopped"]
    return answer


def wabo(path: Path) -> pd.DataFrame:
    """case → accepted_on, ended_on, limit, used, stopped, span of wabo_receipt."""
    log = pd.read_csv(path, dtype=str)
    cases = log.groupby("case:concept:name")
    answer = pd.DataFrame(
        {
            "accepted_on": dutch_days(cases["case:startdate"].first()),
            "ended_on": dutch_days(cases["case:enddate"].first()),
            "deadline": dutch_days(cases["case:deadline"].first()),
            "last": log.assign(day=dutch_days(log["time:timestamp"])).groupby("case:concept:name")["day"].max(),
        }
    )
    until = answer["ended_on"].fillna(answer[["last", "accepted_on"]].max(axis=1))
    answer["span"] = (until - answer["accepted_on"]).dt.days
    answer["used"], answer["stopped"] = answer["span"], 0
    answer["limit"] = (answer.pop("deadline") - answer["accepted_on"]).dt.days
    return answer
