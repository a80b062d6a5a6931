"""计量单位 of control indicators: their English wording, said once for the catalogue and for the land agreements."""

from collections.abc import Mapping
from typing import Final

from catalogue.texts import Text

UNITS: Final[Mapping[str, Text]] = {
    unit.zh: unit
    for unit in (
        Text("", ""),
        Text("%", "%"),
        Text("万元/亩", "CNY 10k per mu"),
        Text("万元/亩·年", "CNY 10k per mu and year"),
        Text("吨标准煤/万元", "tce per CNY 10k"),
        Text("千克/万元", "kg per CNY 10k"),
    )
}
"""The unit as it is printed in Chinese → in both languages."""
