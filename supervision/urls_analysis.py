"""Addresses of the analytical half of the desk: map, statistics, one project, anomalies."""

from django.urls import path

from supervision.views import anomalies, map, project, statistics

urlpatterns = [
    path("map/", map.show, name="map"),
    path("map/points.geojson", map.points, name="map_points"),
    path("map/projects/<int:pk>/", map.card, name="map_card"),
    path("statistics/", statistics.show, name="statistics"),
    path("statistics/cases/", statistics.rows, name="statistics_rows"),
    path("statistics.csv", statistics.table_csv, name="statistics_csv"),
    path("projects/<int:pk>/", project.show, name="project"),
    path("anomalies/", anomalies.show, name="anomalies"),
    path("anomalies.csv", anomalies.table_csv, name="anomalies_csv"),
    path("anomalies/rules/<slug:code>/", anomalies.rule, name="anomaly_rule"),
    path("anomalies/<int:pk>/", anomalies.dismiss, name="dismiss_anomaly"),
]
