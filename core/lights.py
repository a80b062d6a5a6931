"""The face of a light: a word and a shape, not only a colour (亮灯的字、形、色)."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Face:
    """Word, shape and tone of one level."""

    word: Any
    shape: SafeString
    tone: str


def _shape(body: str) -> SafeString:
    """A 12-unit drawing that takes the colour of the text. `body` is a constant of this file."""
    return mark_safe(f'<svg class="bs-shape" viewBox="0 0 12 12" aria-hidden="true" focusable="false">{body}</svg>')


FACES: Final[dict[str, Face]] = {
    "GREEN": Face(_("Normal"), _shape('<circle cx="6" cy="6" r="5"/>'), "green"),
    "WARN": Face(_("Due soon"), _shape('<path d="M6 .8 11.6 11H.4z"/>'), "warn"),
    "YELLOW": Face(_("Yellow card"), _shape('<path d="M6 .2 11.8 6 6 11.8.2 6z"/>'), "yellow"),
    "RED": Face(_("Red card"), _shape('<path d="M1 1h10v10H1z"/>'), "red"),
    "FORECAST": Face(_("Over by forecast"), _shape('<path d="M1 11V8h3v3zM4.5 11V5h3v6zM8 11V1h3v10z"/>'), "forecast"),
    "STOPPED": Face(_("Stopped"), _shape('<path d="M2 1h3v10H2zM7 1h3v10H7z"/>'), "stopped"),
    "ENDED": Face(_("Concluded"), _shape('<path d="m1 6.6 1.6-1.7 2.2 2.2L9.6 2 11 3.6 4.8 10.2z"/>'), "ended"),
}
"""Level → face: 正常 ● · 临近 ▲ · 黄牌 ◆ · 红牌 ■ · 预测超限 ▟ · 暂停 ‖ · 办结 ✓."""
