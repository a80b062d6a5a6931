from django.urls import path

from regional_assessments import planning_views, views
from regional_assessments.board import views as board
from regional_assessments.land.urls import urlpatterns as land
from regional_assessments.units.urls import urlpatterns as units

app_name = "regional_assessments"
urlpatterns = [
    path("", views.zone_list, name="list"),
    path("mine/", views.home, name="home"),
    path("map/", board.board, name="map"),
    path("map/table/", board.table, name="map_table"),
    path("map/here/", board.here, name="map_here"),
    path("map/<slug:layer>/<int:z>/<int:x>/<int:y>.mvt", board.tile, name="map_tile"),
    path("map/<slug:layer>.geojson", board.features, name="map_features"),
    path("reuse/<int:pk>/", planning_views.reuse, name="reuse"),
    path("reuse/<int:pk>/figures/", planning_views.figures, name="reuse_figures"),
    path("outlines.geojson", views.outlines, name="outlines"),
    *land,
    *units,
    path("<slug:code>/", views.zone, name="zone"),
    path("<slug:code>/map.geojson", views.zone_map, name="zone_map"),
]
