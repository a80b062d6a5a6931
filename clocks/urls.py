from django.urls import path

from clocks import views

app_name = "clocks"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("stops/", views.stopping_rules, name="stopping_rules"),
    path("stops/<slug:kind>/", views.stopping_rule, name="stopping_rule"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/moves.csv", views.moves_csv, name="moves_csv"),
]
