"""Forms of this room: delegate, add a person, register an enterprise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Enterprise, Region, Role, User
from accounts.rules import split_codes
from core.codes import uscc
from core.codes.faults import CodeError
from core.codes.validators import as_validation_error
from core.time import today


class PersonField(forms.CharField):
    """A person named by user name (用户名). Gives a `User`."""

    def clean(self, value: Any) -> User | None:
        name = super().clean(value).strip()
        if not name:
            return None
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise ValidationError(_("There is no open account with this user name. Ask the person for it."))
        return person


class DelegationForm(forms.Form):
    """委托: to whom, from when until when, for which projects, and why."""

    to_user = PersonField(label=_("User name of the stand-in"), max_length=150)
    valid_from = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    valid_to = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    project_codes = forms.CharField(
        label=_("Only for these project codes"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line. Leave empty to delegate all projects of the enterprise."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, for_enterprise: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today()
        self.fields["valid_to"].initial = today() + timedelta(days=14)
        if not for_enterprise:
            del self.fields["project_codes"]

    def clean_project_codes(self) -> list[str]:
        return split_codes(self.cleaned_data["project_codes"])


class AddPersonForm(forms.Form):
    """Add an open account to the enterprise (添加人员)."""

    person = PersonField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(
        label=_("Role"), choices=[(Role.OWNER, _("person in charge")), (Role.AGENT, _("handling clerk"))]
    )


class _CountyField(forms.ModelChoiceField):
    """A county, named in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.label


class RegistrationForm(forms.Form):
    """企业注册: an enterprise and its first person in charge."""

    uscc = forms.CharField(label=_("Unified social credit code"), max_length=200)
    name = forms.CharField(label=_("Name of the enterprise"), max_length=200)
    region = _CountyField(
        label=_("Registered in"), queryset=Region.objects.none(), empty_label=_("Choose a county or district")
    )
    person = forms.CharField(label=_("Your name"), max_length=60)
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    username = forms.CharField(
        label=_("User name"), min_length=3, max_length=150, validators=[UnicodeUsernameValidator()]
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence you remember is better than signs you do not."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = Region.objects.in_force().filter(level=Region.Level.COUNTY).defer("boundary")
        self.fields["region"].queryset = counties.order_by("code")  # type: ignore[attr-defined]

    def clean_uscc(self) -> str:
        try:
            code = uscc.validate(self.cleaned_data["uscc"])
        except CodeError as error:
            raise as_validation_error(error) from error
        if Enterprise.objects.filter(uscc=code).exists():
            raise ValidationError(
                _("This enterprise is already registered. Ask its person in charge to add you, or the service hall.")
            )
        return code

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("This user name is taken. Choose another one."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        password = data.get("password")
        if password:
            try:
                validate_password(password, User(username=data.get("username", ""), name=data.get("person", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return data
