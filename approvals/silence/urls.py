from django.urls import path

from approvals.silence import views

urlpatterns = [
    path("silence/", views.index, name="silence"),
    path("silence/<int:pk>/<slug:verb>/", views.act, name="silence_act"),
]
