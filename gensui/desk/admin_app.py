"""The admin of Django with the desk's own door."""

from django.contrib.admin.apps import AdminConfig


class TechniciansConfig(AdminConfig):
    default_site = "gensui.desk.technicians.Technicians"
