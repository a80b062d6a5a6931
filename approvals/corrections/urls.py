from django.urls import path

from approvals.corrections import views

urlpatterns = [
    path("cases/<int:pk>/correction/", views.answer, name="correction_answer"),
    path("cases/<int:pk>/correction/ask/", views.ask, name="correction_ask"),
    path("cases/<int:pk>/correction/<slug:how>/", views.decide, name="correction_decide"),
]
