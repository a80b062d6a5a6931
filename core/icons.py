"""The names of the own line icons drawn in `static/img/icons.svg`."""

from typing import Final

_WORDS = """
alert arrow-left arrow-right bell bolt book building calendar certificate chart check check-circle
chevron-down chevron-right clock copy download drag edit external eye file files filter flag folder globe help
history home inbox info keyboard layers link list lock logout map menu merge message minus pause phone pin
play plus polygon print qr refresh scale search send shield sign sort stamp text-size trash undo upload user
users x x-circle zoom-fit
"""
NAMES: Final = frozenset(_WORDS.split())
