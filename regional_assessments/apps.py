from django.apps import AppConfig


class RegionalAssessmentsConfig(AppConfig):
    name = "regional_assessments"
    default_auto_field = "django.db.models.BigAutoField"
