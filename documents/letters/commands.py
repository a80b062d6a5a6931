"""文书模板的起草、提交、发布: checked on save, published by a second administrator, never changed afterwards."""

from datetime import date
from typing import Any, Final

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import scope
from accounts.models import Region
from accounts.posts import ADMIN
from core.commands import NO_SUBJECT, Command, Context
from core.errors import Invalid
from core.four_eyes import another
from core.time import now, today
from documents.letters.shipped import letters
from documents.letters.wording import Fault, Wrong, faults
from documents.models import LetterTemplate

CHAIN: Final = "letters"


def keeps_letters(user: Any, template: LetterTemplate | None = None) -> bool:
    """An administrator, of the template's region where there is one."""
    return scope.has_role(user, ADMIN, region=template.region_id if template else None)


def sentence(fault: Fault, letter: str) -> str:
    """A mistake in the reader's language, with what would be right."""
    facts = {
        "what": fault.what,
        "right": fault.right,
        "allowed": "　".join(p.mark for p in letters()[letter].placeholders),
    }
    match fault.wrong:
        case Wrong.UNKNOWN if fault.right:
            return _("%(what)s is not known here; did you mean %(right)s? Allowed: %(allowed)s") % facts
        case Wrong.UNKNOWN:
            return _("%(what)s is not known here. Allowed: %(allowed)s") % facts
        case Wrong.MISTYPED:
            return _("%(what)s has another type: write %(right)s.") % facts
        case Wrong.MISSING:
            return _("%(what)s (%(right)s) is missing; the letter cannot do its duty without it.") % facts
        case Wrong.NOT_ALONE:
            return _("%(what)s is a list: give it a line of its own in the text.") % facts
        case Wrong.BRACE:
            return _("A brace stands alone in “%(what)s”. Placeholders look like {name} or {name:type}.") % facts
        case Wrong.HEADING:
            return _("Nothing stands under the heading “%(what)s”.") % facts
        case _:
            return _("Write something here.")


def text_is_right(template: LetterTemplate | None, data: dict[str, Any]) -> None:
    """Every placeholder is known, of its type, and none that the letter needs is missing."""
    letter = template.letter if template else str(data.get("letter", ""))
    wrong: dict[str, list[str]] = {}
    if letter not in letters():
        wrong["letter"] = [_("Choose a letter.")]
    else:
        for fault in faults(data.get("title", ""), data.get("body", ""), letters()[letter].placeholders):
            wrong.setdefault(fault.field, []).append(sentence(fault, letter))
    if not str(data.get("note", "")).strip():
        wrong["note"] = [_("Say why the wording changes; the second person reads it.")]
    if not isinstance(data.get("valid_from"), date) or data["valid_from"] < today():
        wrong["valid_from"] = [_("A wording cannot count for papers that have left already: choose today or later.")]
    if wrong:
        raise Invalid({field: "\n".join(sentences) for field, sentences in wrong.items()})


def _region_is_ones_own(_subject: Any, data: dict[str, Any]) -> None:
    if not isinstance(data.get("region"), Region):
        raise Invalid({"region": _("Choose a region you administer.")})


def _draft(
    context: Context, _subject: Any, *, letter: str, region: Region, title: str, body: str, note: str, valid_from: date
) -> LetterTemplate:
    if not scope.has_role(context.user, ADMIN, region=region):
        raise Invalid({"region": _("Choose a region you administer.")})
    known = LetterTemplate.objects.filter(letter=letter, region=region)
    template = LetterTemplate.objects.create(
        letter=letter,
        region=region,
        version=(known.aggregate(last=Max("version"))["last"] or 0) + 1,
        title=title.strip(),
        body=body.strip(),
        note=note.strip(),
        valid_from=valid_from,
        drafted_by=context.user,
        drafted_at=now(),
    )
    _note(context, template)
    return template


draft = Command(
    name="letters.draft",
    label=gettext_lazy("Draft a wording"),
    subject=None,
    may=keeps_letters,
    states=NO_SUBJECT,
    validators=[_region_is_ones_own, text_is_right],
    run=_draft,
).register()


def _revise(
    context: Context, template: LetterTemplate, *, title: str, body: str, note: str, valid_from: date
) -> LetterTemplate:
    """Whoever touches the text becomes its author, so that the second person is always another."""
    template.title, template.body, template.note = title.strip(), body.strip(), note.strip()
    template.valid_from, template.drafted_by, template.drafted_at = valid_from, context.user, now()
    template.save()
    _note(context, template)
    return template


revise = Command(
    name="letters.revise",
    label=gettext_lazy("Change the draft"),
    subject=LetterTemplate,
    may=keeps_letters,
    states={"DRAFT"},
    validators=[text_is_right],
    run=_revise,
).register()


def _propose(context: Context, template: LetterTemplate) -> LetterTemplate:
    return _move(context, template, LetterTemplate.State.WAITING)


propose = Command(
    name="letters.propose",
    label=gettext_lazy("Send to the second person"),
    subject=LetterTemplate,
    may=keeps_letters,
    states={"DRAFT"},
    validators=[],
    run=_propose,
).register()


def still_right(template: LetterTemplate, data: dict[str, Any]) -> None:
    """The facts of a letter may have changed with a new version of the system since the draft was saved."""
    found = faults(template.title, template.body, letters()[template.letter].placeholders)
    if found:
        raise Invalid(" ".join(sentence(fault, template.letter) for fault in found))


def _publish(context: Context, template: LetterTemplate) -> LetterTemplate:
    """It counts from its day on, at the earliest from today: papers that left keep their wording."""
    template.published_by, template.published_at = context.user, now()
    template.valid_from = max(template.valid_from, today())
    return _move(context, template, LetterTemplate.State.PUBLISHED)


publish = Command(
    name="letters.publish",
    label=gettext_lazy("Publish"),
    subject=LetterTemplate,
    may=another(keeps_letters, "drafted_by_id"),
    states={"WAITING"},
    validators=[still_right],
    run=_publish,
    danger=True,
).register()


def _send_back(context: Context, template: LetterTemplate) -> LetterTemplate:
    return _move(context, template, LetterTemplate.State.DRAFT)


send_back = Command(
    name="letters.send_back",
    label=gettext_lazy("Back to draft"),
    subject=LetterTemplate,
    may=keeps_letters,
    states={"WAITING"},
    validators=[],
    run=_send_back,
).register()


def _discard(context: Context, template: LetterTemplate) -> LetterTemplate:
    return _move(context, template, LetterTemplate.State.DISCARDED)


discard = Command(
    name="letters.discard",
    label=gettext_lazy("Discard"),
    subject=LetterTemplate,
    may=keeps_letters,
    states={"DRAFT", "WAITING"},
    validators=[],
    run=_discard,
    danger=True,
).register()


def _move(context: Context, template: LetterTemplate, state: LetterTemplate.State) -> LetterTemplate:
    template.state = state
    template.save(update_fields=["state", "published_by", "published_at", "valid_from"])
    _note(context, template)
    return template


def _note(context: Context, template: LetterTemplate) -> None:
    context.note(CHAIN, template, data={"source": template.source, "state": str(template.state), "note": template.note})
