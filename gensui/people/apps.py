from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "gensui.people"
    verbose_name = "People"
