from django.urls import path

from approvals.supplements import views

urlpatterns = [
    path("<int:pk>/items/add/", views.add, name="item_add"),
    path("cases/<int:pk>/added/notice/", views.notice, name="item_notice"),
    path("cases/<int:pk>/added/correction/", views.correction, name="item_correction"),
    path("cases/<int:pk>/added/more-time/", views.more_time, name="item_more_time"),
    path("cases/<int:pk>/added/late-papers/", views.late_papers, name="item_late_papers"),
    path("cases/<int:pk>/added/<slug:how>/", views.answer, name="item_answer"),
]
