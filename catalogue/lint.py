"""兜底性条款: names that leave open what is asked for are refused (江西省2018年措施第二条)."""

import re
from typing import Final

_OPEN_CHINESE: Final = re.compile(
    r"(其他|其它|有关|相关|相应|必要|所需|规定)的?(申请)?(材料|资料|文件|证件|证明|手续|附件|凭证|情况)"
    r"|等(相关|有关|其他|其它)?(材料|资料|文件|证件|证明|手续|附件|凭证)?$"
    r"|(认为|需要|要求)(需要)?(提供|提交|补充)"
    r"|法律、?法规规定的?(其他|其它)"
)
_OPEN_ENGLISH: Final = re.compile(
    r"\b(other|relevant|related|necessary|required|supporting|any)\s+"
    r"(materials?|documents?|documentation|papers?|files?|information|evidence)\b"
    r"|\betc\b|\band so on\b|\bas required\b",
    re.IGNORECASE,
)


def is_catch_all(name: str) -> bool:
    """Whether the name of a material, Chinese or English, is open-ended (其他材料, 有关材料, …等材料)."""
    squeezed = re.sub(r"[\s()（）“”\"']", "", name)
    return bool(_OPEN_CHINESE.search(squeezed) or _OPEN_ENGLISH.search(name))
