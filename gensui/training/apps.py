from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "gensui.training"
    verbose_name = "Training"
