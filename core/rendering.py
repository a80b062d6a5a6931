"""Forms rendered by the design system: `{{ form }}` and `field.as_field_group` use our templates."""

from django.forms.renderers import TemplatesSetting


class FaceRenderer(TemplatesSetting):
    """Label, help, error and control in the order of the house; error summary first."""

    form_template_name = "_form.html"
    field_template_name = "_field.html"
