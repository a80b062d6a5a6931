"""What rests on a decision (后果推演). Pure: no Django, no rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

GROUNDS: Final[Mapping[str, frozenset[str]]] = {
    "RECALL": frozenset({"LAW_CHANGED", "FACTS_CHANGED"}),
    "REVOCATION": frozenset({"NEGLECT", "BEYOND_POWERS", "PROCEDURE", "UNQUALIFIED", "FRAUD", "OTHER"}),
}
"""撤回: 行政许可法 art. 8 ¶2. 撤销: art. 69, the items of its first paragraph and its second."""
LAW: Final[Mapping[str, str]] = {
    "LAW_CHANGED": "《中华人民共和国行政许可法》第八条第二款",
    "FACTS_CHANGED": "《中华人民共和国行政许可法》第八条第二款",
    "NEGLECT": "《中华人民共和国行政许可法》第六十九条第一款第一项",
    "BEYOND_POWERS": "《中华人民共和国行政许可法》第六十九条第一款第二项",
    "PROCEDURE": "《中华人民共和国行政许可法》第六十九条第一款第三项",
    "UNQUALIFIED": "《中华人民共和国行政许可法》第六十九条第一款第四项",
    "OTHER": "《中华人民共和国行政许可法》第六十九条第一款第五项",
    "FRAUD": "《中华人民共和国行政许可法》第六十九条第二款",
}

Needs = Iterable[Sequence[str]]


def resting_on(code: str, needs: Mapping[str, Needs], met: Iterable[str]) -> dict[str, str]:
    """Every item that rests on `code`, directly or through another: item → the item it rests on.

    `needs` are the groups each item waits for, of each of which one must be met; `met` the items that are met now.
    An item of whose group another member stays met does not rest on the one that falls.
    """
    standing, found = set(met) - {code}, {}
    queue = [code]
    while queue:
        fallen = queue.pop(0)
        for item, groups in needs.items():
            if item in found or item == code:
                continue
            if any(fallen in group and not standing & set(group) for group in groups):
                found[item] = fallen
                standing.discard(item)
                queue.append(item)
    return found


def may_be_decided(heard_until: object, stated: bool, today: object) -> bool:
    """Whether the holder has been heard: it stated its case, or its last day has passed unused."""
    return stated or today > heard_until  # type: ignore[operator]
