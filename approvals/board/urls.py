from django.urls import path

from approvals.board import views

urlpatterns = [
    path("<int:pk>/board/", views.show, name="board"),
    path("<int:pk>/board/remind/<int:department>/", views.remind_department, name="remind"),
]
