from django.urls import path

from commitments.views import checking, own, ruling, watching

app_name = "commitments"
urlpatterns = [
    path("", own.index, name="index"),
    path("projects/<int:pk>/", own.offers, name="offers"),
    path("projects/<int:pk>/<slug:track>/<slug:code>/", own.draft, name="draft"),
    path("<int:pk>/", own.show, name="show"),
    path("<int:pk>/letter/", own.letter, name="letter"),
    path("<int:pk>/do/<slug:verb>/", own.act, name="act"),
    path("obligations/<int:pk>/<slug:verb>/", own.duty, name="duty"),
    path("evidence/<int:pk>/", own.evidence, name="evidence"),
    # verification
    path("verifications/", checking.todo, name="verifications"),
    path("verifications/<int:pk>/", checking.verification, name="verification"),
    path("verifications/<int:pk>/photo/", checking.add_photo, name="add_photo"),
    path("photos/<int:pk>/", checking.photo, name="photo"),
    # rules
    path("rules/", ruling.rules, name="rules"),
    path("rules/<int:pk>/", ruling.rule_change, name="rule"),
    # supervision
    path("overview/", watching.overview, name="overview"),
    path("due/", watching.due, name="due"),
    path("credit/", watching.records, name="records"),
    path("credit/<int:pk>/", watching.record, name="record"),
    path("credit/<int:pk>/<slug:verb>/", watching.record_act, name="record_act"),
    path("inspections/", watching.inspections, name="inspections"),
    path("inspections/<int:pk>/", watching.inspection, name="inspection"),
]
