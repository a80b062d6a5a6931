from django.urls import path

from supervision import views

app_name = "supervision"
urlpatterns = [
    path("", views.wall, name="wall"),
    path("clocks.csv", views.wall_csv, name="wall_csv"),
    path("clocks/<int:pk>/", views.clock, name="clock"),
]
