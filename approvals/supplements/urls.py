from django.urls import path

from approvals.supplements import views

urlpatterns = [
    path("<int:pk>/items/add/", views.add, name="item_add"),
    path("cases/<int:pk>/added/<slug:how>/", views.answer, name="item_answer"),
]
