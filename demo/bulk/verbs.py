"""The acts of a life and what each of them does (办理动作)."""

from collections.abc import Callable
from typing import Final

from demo.bulk import filing, review
from demo.bulk.player import Player

TABLE: Final[dict[str, Callable[[Player], None]]] = {
    act.__name__: act
    for act in (
        filing.create, filing.confirm_major, filing.draw_redline, filing.draft, filing.submit, filing.send_notice,
        filing.answer_notice, filing.lapse, filing.refuse, filing.accept, review.start_special, review.end_special,
        review.opine, review.decide, review.withdraw, review.consolidate, review.issue,
    )
}  # fmt: skip
