from django.urls import path

from regional_assessments.units import api, calendar_views, drawing_views, views

urlpatterns = [
    path("units.geojson", api.published, name="units_geojson"),
    path("cover.json", api.cover, name="cover"),
    path("units/", views.index, name="units"),
    path("units/export/", views.export, name="units_export"),
    path("units/expiring/", calendar_views.expiring, name="units_expiring"),
    path("units/<int:pk>/", views.show, name="unit"),
    path("units/<int:pk>/report/", views.report, name="unit_report"),
    path("units/<int:pk>/edit/", drawing_views.change, name="unit_change"),
    path("units/<int:pk>/<slug:verb>/", views.act, name="unit_act"),
    path("<slug:code>/units/draw/", drawing_views.draw, name="unit_draw"),
    path("<slug:code>/units/import/", views.take_in, name="units_import"),
]
