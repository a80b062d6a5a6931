"""Legal bases and numbers as Chinese documents write them."""

from collections.abc import Iterable, Mapping
from typing import Final

from catalogue.content import Citation
from catalogue.texts import Text

_DIGITS: Final = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """A whole number from 1 to 999 in Chinese numerals: 22 → 二十二, 105 → 一百零五. Raises ValueError."""
    if not 1 <= number <= 999:
        raise ValueError(f"{number} is not an article number")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")


def cite(citation: Citation, laws: Mapping[str, Text]) -> Text:
    """《城乡规划法》第三十七条、第三十八条 / Urban and Rural Planning Law, arts 37, 38."""
    law = laws[citation.law]
    if not citation.articles:
        return law
    articles = "、".join(f"第{chinese_numeral(number)}条" for number in citation.articles)
    label = "art." if len(citation.articles) == 1 else "arts"
    numbers = ", ".join(map(str, citation.articles))
    return Text(f"{law.zh}{articles}", f"{law.en}, {label} {numbers}")


def cite_all(citations: Iterable[Citation], laws: Mapping[str, Text]) -> Text:
    """All bases of an item in one line."""
    cited = [cite(citation, laws) for citation in citations]
    return Text("；".join(c.zh for c in cited), "; ".join(c.en for c in cited))
