from django.urls import include, path

from supervision.views import keeping, trace, wall

app_name = "supervision"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("filters/", keeping.save_filter, name="save_filter"),
    path("filters/<int:pk>/<slug:verb>/", keeping.change_filter, name="change_filter"),
    path("exports/", keeping.exports, name="exports"),
    path("exports/<int:pk>/", keeping.export_state, name="export_state"),
    path("exports/<int:pk>/file/", keeping.export_file, name="export_file"),
    path("clocks/<int:pk>/", wall.clock, name="clock"),
    path("clocks/<int:pk>/trace.json", trace.trace_json, name="clock_trace"),
    path("clocks/<int:pk>/statement/", trace.state_clock, name="state_clock"),
    path("", include("supervision.urls_alerts")),
    path("", include("supervision.urls_analysis")),
]
