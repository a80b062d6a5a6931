from django.urls import include, path

from supervision.views import trace, wall

app_name = "supervision"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("clocks.csv", wall.wall_csv, name="wall_csv"),
    path("clocks/<int:pk>/", wall.clock, name="clock"),
    path("clocks/<int:pk>/trace.json", trace.trace_json, name="clock_trace"),
    path("clocks/<int:pk>/statement/", trace.state_clock, name="state_clock"),
    path("", include("supervision.urls_alerts")),
    path("", include("supervision.urls_analysis")),
]
