"""From a form to a command and back (提交): refusals stand at the field, everything else is a page of its own."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.http import Http404

from core.commands import Command
from core.errors import Invalid, NotPermitted
from core.forms import CommandForm

Row = TypeVar("Row", bound=models.Model)


def found(rows: "QuerySet[Row]", pk: int) -> Row:
    """The visible row with that key. Raises Http404 alike for a foreign and for an absent one."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def demand(command: Command, user: Any, subject: Any) -> None:
    """The page of a verb is open to whom the verb is open. Raises NotPermitted."""
    if not (user.is_authenticated and command.may(user, subject)):
        raise NotPermitted


def given(form: CommandForm, command: Command, user: Any, subject: Any, /, **data: Any) -> Any:
    """Give the command with the form's key; None when it was refused, with the sentences at the fields."""
    try:
        return command.perform(user, subject, idempotency_key=form.key, **data)
    except Invalid as refusal:
        form.show(refusal)
        return None
