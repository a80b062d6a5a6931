from django.urls import path

from approvals.annulments import views

urlpatterns = [
    path("cases/<int:pk>/annulment/", views.show, name="annulment"),
    path("cases/<int:pk>/annulment/<slug:verb>/", views.act, name="annulment_act"),
]
