"""Forms of the counter (窗口代录表单)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from approvals.models import CounterFiling, PaperOriginal
from catalogue.speech import stored
from core.forms import CommandForm


class SearchForm(forms.Form):
    """查找企业 by its credit code."""

    code = forms.CharField(
        label=lazy("Unified social credit code"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class RegisterForm(CommandForm):
    """登记企业, as the business licence on the counter says."""

    demanded = ("code", "name")

    code = forms.CharField(label=lazy("Unified social credit code"), max_length=60, required=False)
    name = forms.CharField(label=lazy("Name of the enterprise"), max_length=200, required=False)
    legal_representative = forms.CharField(label=lazy("Legal representative"), max_length=60, required=False)
    address = forms.CharField(label=lazy("Address"), max_length=200, required=False)
    phone = forms.CharField(label=lazy("Phone"), max_length=30, required=False)


class NoteForm(CommandForm):
    """提交人与原件核对: who came, on what authority, and how each paper lay on the counter."""

    demanded = ("agent_name", "proof")

    agent_name = forms.CharField(label=lazy("Who brought the file"), max_length=60, required=False)
    agent_phone = forms.CharField(label=lazy("Phone of that person"), max_length=30, required=False)
    proof = forms.ChoiceField(
        label=lazy("On what authority"), choices=CounterFiling.Proof.choices, widget=forms.RadioSelect, required=False
    )
    letter = forms.CharField(
        label=lazy("Letter of authorisation: date or number, and what for"), max_length=120, required=False
    )

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]], noted: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers = list(papers)
        for key, name in self.papers:
            self.fields[f"form_{key}"] = forms.ChoiceField(
                label=stored(name),
                choices=[("", lazy("not on the counter")), *PaperOriginal.Form.choices],
                required=False,
                initial=noted.get(key, ""),
            )

    @property
    def agent(self) -> dict[str, str]:
        """Who came."""
        return {name: self.cleaned_data[name] for name in ("agent_name", "agent_phone", "proof", "letter")}

    @property
    def originals(self) -> dict[str, str]:
        """How each paper lay on the counter, by key."""
        return {key: self.cleaned_data[f"form_{key}"] for key, _name in self.papers}

    def paper_fields(self) -> list[Any]:
        """The bound field of every paper."""
        return [self[f"form_{key}"] for key, _name in self.papers]
