from django.urls import path

from approvals.withdrawals import views

urlpatterns = [path("withdrawals/<int:pk>/<slug:how>/", views.act, name="withdrawal_act")]
