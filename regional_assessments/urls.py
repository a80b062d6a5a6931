from django.urls import path

from regional_assessments import views

app_name = "regional_assessments"
urlpatterns = [
    path("", views.zone_list, name="list"),
    path("mine/", views.home, name="home"),
    path("outlines.geojson", views.outlines, name="outlines"),
    path("<slug:code>/", views.zone, name="zone"),
    path("<slug:code>/map.geojson", views.zone_map, name="zone_map"),
]
