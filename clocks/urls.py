from django.urls import path

from clocks import closure_views, views

app_name = "clocks"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("stops/", views.stopping_rules, name="stopping_rules"),
    path("stops/<slug:kind>/", views.stopping_rule, name="stopping_rule"),
    path("closures/", closure_views.closures, name="closures"),
    path("closures/<int:pk>/", closure_views.closure, name="closure"),
    path("closures/<int:pk>/moves.csv", closure_views.moves_csv, name="closure_moves_csv"),
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/moves.csv", views.moves_csv, name="moves_csv"),
]
