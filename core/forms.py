"""The form that gives one command (命令表单); every room's forms derive from it."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms

from core.errors import Invalid


class CommandForm(forms.Form):
    """A form that gives one command; `once` makes pressing twice harmless."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    refused: frozenset[str] = frozenset()
    """Names of what the command refused, those without a field here included."""
    demanded: ClassVar[tuple[str, ...]] = ()
    """Fields the command asks for: a draft may leave them empty, the page must not call them optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid4().hex
        self._demand(*self.demanded)

    def _demand(self, *names: str) -> None:
        for name in names:
            self.fields[name].demanded = True  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        """What the command takes: everything but the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}

    @property
    def key(self) -> str:
        """The idempotency key that came with the form."""
        return self.cleaned_data.get("once") or ""

    def show(self, refusal: Invalid) -> None:
        """Put the sentences of a refusal at their fields, what fits none on top."""
        self.refused = frozenset(refusal.fields)
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, sentence)
