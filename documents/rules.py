"""What a paper's number, code and dates mean. Pure: no Django, no rows, no clock."""

import unicodedata
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

#: Base 58: none of 0 O I l, so that a code can be read aloud and typed.
CODE_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#: 58^22 > 2^128: guessing is hopeless (OWASP ASVS 5.0.0-11.5.1 asks for 128 bits).
CODE_LENGTH: Final = 22

#: Look-ups of papers that do not exist, per address and minute; the next one is refused.
GUESSES_PER_MINUTE: Final = 30
GUESSES_KEPT: Final = timedelta(hours=1)

#: 机关代字 in the numbers this system gives itself.
SERIES: Final = {
    "RECEIPT": "收",
    "ACCEPTANCE": "受",
    "ONE_TIME_NOTICE": "告",
    "NON_ACCEPTANCE": "不受",
    "RETURN": "退",
    "SPECIAL_PROCEDURE": "特",
    "LICENCE": "证",
    "REFUSAL": "不许",
    "CONSOLIDATED": "合",
    "DELIVERY": "送",
    "JOINT_LIST": "联告",
    "JOINT_CERTIFICATE": "审图",
    "JOINT_OPINION": "联",
    "JOINT_RECORD": "联纪",
    "URGE_ORDER": "督",
    "COMMITMENT": "诺",
    "COMMIT_DECISION": "诺决",
    "PRELIMINARY": "初",
    "REVOCATION": "撤",
    "EXTENSION": "延",
    "CASE_CORRECTION": "补",
    "RESUMPTION": "恢",
    "WITHDRAWAL": "撤答",
    "HEARING_NOTICE": "拟撤",
    "ANNULMENT": "撤",
    "RENEWAL": "续",
    "ITEM_NOTICE": "增",
    "APOLOGY": "歉",
    "CLOCK_STATEMENT": "时",
    "CORRECTION": "补收",
    "SPECIAL_END": "恢",
    "SERVICE": "证送",
}


class Standing(StrEnum):
    """效力: what the public verification answers."""

    VALID = "VALID"
    """有效."""
    NOT_YET = "NOT_YET"
    """尚未生效: issued, its first day lies ahead."""
    EXPIRED = "EXPIRED"
    """失效: its last day is over."""
    SUPERSEDED = "SUPERSEDED"
    """失效: replaced by a newer paper."""
    VOID = "VOID"
    """失效: declared void (作废)."""
    REVOKED = "REVOKED"
    """撤销 (行政许可法 69)."""
    UNKNOWN = "UNKNOWN"
    """不存在: this system issued no such paper."""


def standing(state: str, valid_from: date | None, valid_to: date | None, day: date) -> Standing:
    """The standing on `day` of a paper in `state`; both ends of the validity count."""
    if state != "VALID":
        return Standing(state)
    if valid_from is not None and day < valid_from:
        return Standing.NOT_YET
    if valid_to is not None and day > valid_to:
        return Standing.EXPIRED
    return Standing.VALID


def official_number(region: str, kind: str, year: int, sequence: int) -> str:
    """文号 of a paper without a number of its own: `360113收〔2026〕17号` (GB/T 9704-2012 7.2.5: no leading zeros)."""
    return f"{region}{SERIES[kind]}〔{year}〕{sequence}号"


def is_code(text: str) -> bool:
    """Whether `text` has the form of a verification code."""
    return len(text) == CODE_LENGTH and all(character in CODE_ALPHABET for character in text)


def typed_code(text: str) -> str:
    """A verification code as people type it: in groups, with full-width letters."""
    return "".join(unicodedata.normalize("NFKC", text[:200]).split())


def typed_number(text: str) -> str:
    """A number reduced to what tells papers apart: brackets, width, spaces and case do not."""
    plain = unicodedata.normalize("NFKC", text[:200]).translate(_BRACKETS)
    return "".join(plain.split()).casefold()


_BRACKETS: Final = str.maketrans("〔〕【】（）()［］", "[][][][][]")
