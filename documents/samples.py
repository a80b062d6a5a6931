"""材料样例与空白表, public: the forms of a catalogue version, printed when somebody asks and kept while the process runs."""

from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from catalogue.models import CatalogueVersion
from catalogue.queries import catalogue_of, visible_versions
from core.giving import found
from core.time import today
from documents.render import sample as paper
from documents.render.imprint import Imprint

PDF = "application/pdf"
#: A version that was published never changes; browsers may keep its papers for a day.
KEPT = 24 * 3600


@require_safe
def show(request: HttpRequest, version: int, key: str, *, blank: bool = False) -> HttpResponse:
    """样例, or 空白表. 404 for a version one may not see and a material without any."""
    row = found(visible_versions(request.user), version)
    sample = catalogue_of(row).samples.get(key)
    if sample is None or (blank and not sample.blank):
        raise Http404
    published = row.state != CatalogueVersion.State.DRAFT
    response = HttpResponse(_printed(row.pk, row.content_hash, key, not blank), content_type=PDF)
    name = f"{sample.title}（{paper.BLANK if blank else paper.SAMPLE}）.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=name) or "inline"
    response["Cache-Control"] = f"public, max-age={KEPT}" if published else "private, no-store"
    return response


def address(version: int, key: str) -> str:
    """Where the specimen is to be had, as it is printed in a notice."""
    return settings.BASE_URL.rstrip("/") + reverse("documents:sample", args=[version, key])


def told(version: int | None, key: str) -> str:
    """How a Chinese notice names the specimen of a material, and where its blank form is; "" where there is none."""
    sample = catalogue_of(version).samples.get(key) if version else None
    if version is None or sample is None:
        return ""
    form = "（空白表见办事指南）" if sample.blank else ""
    return f"填写样例{form}：{address(version, key)}"


@lru_cache(maxsize=128)
def _printed(version: int, content_hash: str, key: str, filled: bool) -> bytes:
    row = CatalogueVersion.objects.defer("content").get(pk=version, content_hash=content_hash)
    day = localtime(row.published_at).date() if row.published_at else today()
    imprint = Imprint(number=f"{key}（事项清单第{row.number}版）", token="", site="", issued_on=day)
    return paper.render(catalogue_of(row).samples[key], imprint, filled=filled)
