"""How forms are rendered: each field with its label, its hint and its mistake, and what may go wrong above them."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms and fields by our own templates."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"
