from django.urls import path

from regional_assessments.land import dashboard_views, views

urlpatterns = [
    path("land/", views.index, name="land_list"),
    path("land/export.xlsx", views.export, name="land_export"),
    path("land/indicators/", dashboard_views.index, name="land_indicators"),
    path("land/indicators.<slug:form>", dashboard_views.export, name="land_indicators_export"),
    path("land/<int:pk>/", views.show, name="land"),
    path("land/<int:pk>/edit/", views.revise, name="land_revise"),
    path("land/<int:pk>/papers/<slug:which>/", views.paper, name="land_paper"),
    path("land/<int:pk>/<slug:verb>/", views.act, name="land_act"),
    path("land/evidence/<int:pk>/", views.evidence, name="land_evidence"),
    path("<slug:code>/land/new/", views.prepare, name="land_prepare"),
    path("<slug:code>/neighbours.geojson", views.neighbours, name="neighbours"),
]
