"""现场记录: photos of a visit or acceptance, without what the camera noted."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.joint.access import answers_part, lead_of_review
from approvals.joint.rules import Kind
from approvals.joint.uploads import Photo
from approvals.models import JointPhoto, JointReview
from core import files
from core.commands import Command, Context
from core.errors import Invalid
from core.time import now

MOST = 60
"""Photos per procedure."""


def on_site(user: Any, review: JointReview) -> bool:
    """The lead, or an officer of a department that takes part."""
    if review.kind not in (Kind.VISIT, Kind.ACCEPTANCE):
        return False
    if lead_of_review(user, review):
        return True
    return any(answers_part(user, part) for part in review.parts.select_related("review__project"))


def photo_is_there(review: JointReview, data: dict[str, Any]) -> None:
    """One photo that was read, and room for it."""
    if not isinstance(data.get("photo"), Photo):
        raise Invalid({"photo": _("Choose a photo.")})
    if review.photos.count() >= MOST:
        raise Invalid({"photo": _("At most %(n)s photos.") % {"n": MOST}})


def _add_photo(
    context: Context, review: JointReview, *, photo: Photo, caption: str = "", place: str = ""
) -> JointPhoto:
    stored = files.store(photo.content, "image/jpeg")
    row, created = JointPhoto.objects.get_or_create(
        review=review,
        file=stored,
        defaults={
            "width": photo.width, "height": photo.height, "caption": caption.strip(), "place": place.strip(),
            "uploaded_by": context.user, "uploaded_at": now(),
        },
    )  # fmt: skip
    if created:
        context.note(review.project.chain, row, data={"sha256": stored.sha256, "place": row.place})
    return row


add_photo = Command(
    name="joint.add_photo",
    label=gettext_lazy("Add a photo"),
    subject=JointReview,
    may=on_site,
    states={"OPEN", "MERGING", "RECTIFYING"},
    validators=[photo_is_there],
    run=_add_photo,
).register()
