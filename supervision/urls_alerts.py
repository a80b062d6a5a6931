from django.urls import path, register_converter

from supervision.views import alerts, urge


class Verb:
    """A verb of an urge order."""

    regex = "|".join(urge.VERBS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Verb, "urge_verb")

urlpatterns = [
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/snooze/", alerts.snooze, name="snooze"),
    path("alerts/preferences/", alerts.preferences, name="preferences"),
    path("alerts/subscribe/", alerts.subscribe, name="subscribe"),
    path("alerts/subscriptions/<int:pk>/delete/", alerts.unsubscribe, name="unsubscribe"),
    path("alerts/try/", alerts.try_rule, name="try_rule"),
    path("urges/", urge.orders, name="urges"),
    path("urges/<int:pk>/", urge.show, name="urge"),
    path("urges/<int:pk>/<urge_verb:verb>/", urge.act, name="urge_act"),
    path("clocks/<int:pk>/urge/", urge.new, name="urge_new"),
]
