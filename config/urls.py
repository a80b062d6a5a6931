"""The URL root: each room mounts its own pages."""

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

admin.site.site_header = admin.site.site_title = _("Back office of Bingshen")
admin.site.index_title = _("Back office")

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.auth_urls")),
    path("projects/", include("projects.urls")),
    path("guide/", include("catalogue.urls")),
    path("", include("documents.urls")),
    path("approvals/", include("approvals.urls")),
    path("commitments/", include("commitments.urls")),
    path("promises/", include("commitments.urls_public")),
    path("supervision/", include("supervision.urls")),
    path("calendar/", include("clocks.urls")),
    path("zones/", include("regional_assessments.urls")),
    path("admin/", admin.site.urls),
]
