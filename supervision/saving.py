"""Named filters of the wall (常用筛选): save, rename, open with, delete; each a command on one's own rows."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import ANY_STATE, NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.time import now
from supervision.models import SavedFilter
from supervision.queries import may_watch

PARAMETERS: Final = ("region", "own", "light", "kind", "function", "stage", "flow", "q", "by", "sort")
"""Parameters of the wall that a saved filter and an export keep."""
MOST: Final = 30


def kept(query: Mapping[str, Any]) -> dict[str, str]:
    """The parameters of an address that are part of a filter."""
    return {name: str(query[name])[:80] for name in PARAMETERS if query.get(name)}


def _may(user: Any, _subject: None) -> bool:
    return may_watch(user)


def _own(user: Any, row: SavedFilter) -> bool:
    return bool(row.user_id == user.pk)


def _has_a_name(_subject: Any, data: dict[str, Any]) -> None:
    if not str(data.get("name", "")).strip():
        raise Invalid({"name": _("Give the filter a name by which you know it again.")})


def _is_free(user: Any, name: str) -> None:
    if SavedFilter.objects.visible_to(user).filter(name=name).exists():
        raise Invalid({"name": _("You have a filter with this name already.")})


def _save(context: Context, _subject: None, *, name: str, query: Mapping[str, str]) -> SavedFilter:
    name, own = name.strip()[:60], SavedFilter.objects.visible_to(context.user)
    if own.count() >= MOST:
        raise Invalid({"name": _("You have %(count)d saved filters. Delete one first.") % {"count": MOST}})
    _is_free(context.user, name)
    row = SavedFilter.objects.create(user_id=context.user.pk, name=name, query=kept(query), created_at=now())
    context.note(f"person:{context.user.pk}", row, data={"name": name, "query": row.query})
    return row


def _rename(context: Context, row: SavedFilter, *, name: str) -> SavedFilter:
    name = name.strip()[:60]
    if name != row.name:
        _is_free(context.user, name)
        context.note(f"person:{context.user.pk}", row, data={"from": row.name, "to": name})
        row.name = name
        row.save(update_fields=["name"])
    return row


def _open_with(context: Context, row: SavedFilter) -> SavedFilter:
    chosen = not row.is_default
    SavedFilter.objects.visible_to(context.user).filter(is_default=True).update(is_default=False)
    row.is_default = chosen
    row.save(update_fields=["is_default"])
    context.note(f"person:{context.user.pk}", row, data={"name": row.name, "default": chosen})
    return row


def _delete(context: Context, row: SavedFilter) -> None:
    context.note(f"person:{context.user.pk}", row, data={"name": row.name})
    row.delete()


save = Command(
    name="supervision.save_filter",
    label=gettext_lazy("Save the filter"),
    subject=None,
    may=_may,
    states=NO_SUBJECT,
    validators=[_has_a_name],
    run=_save,
).register()
rename = Command(
    name="supervision.rename_filter",
    label=gettext_lazy("Rename the filter"),
    subject=SavedFilter,
    may=_own,
    states=ANY_STATE,
    validators=[_has_a_name],
    run=_rename,
).register()
open_with = Command(
    name="supervision.open_with_filter",
    label=gettext_lazy("Open the wall with this filter"),
    subject=SavedFilter,
    may=_own,
    states=ANY_STATE,
    validators=[],
    run=_open_with,
).register()
delete = Command(
    name="supervision.delete_filter",
    label=gettext_lazy("Delete the filter"),
    subject=SavedFilter,
    may=_own,
    states=ANY_STATE,
    validators=[],
    run=_delete,
).register()
