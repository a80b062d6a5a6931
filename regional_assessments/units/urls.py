from django.urls import path

from regional_assessments.units import api, views

urlpatterns = [
    path("units.geojson", api.published, name="units_geojson"),
    path("cover.json", api.cover, name="cover"),
    path("units/", views.index, name="units"),
    path("units/<int:pk>/", views.show, name="unit"),
    path("units/<int:pk>/report/", views.report, name="unit_report"),
    path("units/<int:pk>/<slug:verb>/", views.act, name="unit_act"),
    path("<slug:code>/units/import/", views.take_in, name="units_import"),
]
