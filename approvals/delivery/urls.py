from django.urls import path

from approvals.delivery import views

urlpatterns = [
    path("delivery/", views.index, name="handovers"),
    path("delivery/<int:pk>/", views.show, name="handover"),
    path("delivery/<int:pk>/files/<slug:which>/", views.picture, name="handover_file"),
    path("delivery/<int:pk>/<slug:verb>/", views.act, name="handover_act"),
    path("papers/<int:pk>/reissue/", views.reissue_paper, name="reissue"),
]
