from django.urls import path

from supervision.views import alerts

urlpatterns = [
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/snooze/", alerts.snooze, name="snooze"),
    path("alerts/preferences/", alerts.preferences, name="preferences"),
    path("alerts/subscribe/", alerts.subscribe, name="subscribe"),
    path("alerts/subscriptions/<int:pk>/delete/", alerts.unsubscribe, name="unsubscribe"),
    path("alerts/try/", alerts.try_rule, name="try_rule"),
]
