from django.urls import path

from supervision.views import wall

app_name = "supervision"
urlpatterns = [
    path("", wall.wall, name="wall"),
    path("clocks.csv", wall.wall_csv, name="wall_csv"),
    path("clocks/<int:pk>/", wall.clock, name="clock"),
]
