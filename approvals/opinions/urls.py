from django.urls import path

from approvals.opinions import views

urlpatterns = [
    path("opinions/", views.index, name="opinion_requests"),
    path("opinions/<int:pk>/", views.show, name="opinion_request"),
    path("opinions/<int:pk>/files/<int:material>/", views.material, name="opinion_material"),
    path("opinions/<int:pk>/<slug:verb>/", views.act, name="opinion_act"),
    path("cases/<int:pk>/opinions/", views.ask, name="opinion_ask"),
]
