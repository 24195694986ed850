"""Migrations whose tables are made together."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import cast

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """Creates the tables of several models, in their order, as ``CreateModel`` would one after the other."""

    def __init__(self, models: Sequence[migrations.CreateModel]) -> None:
        self.models = models

    def describe(self) -> str:
        """What ``migrate --plan`` says of it."""
        return "\n    ".join(model.describe() for model in self.models)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models. Classes built so far are given up: all are built when the first is asked for."""
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Create the tables."""
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop them, the last first."""
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    """A migration whose models next to each other are added at once.

    Django builds the classes of all related models anew for each model added, and here nearly all are related: a new database
    spent most of its first minute so.
    """

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        self.operations = list(_together(self.operations))  # type: ignore[misc]  # Django copies it to the instance


def _together(operations: Sequence[Operation]) -> Iterator[Operation]:
    for kind, run in groupby(operations, type):
        if kind is migrations.CreateModel:
            yield CreateModels(cast("list[migrations.CreateModel]", list(run)))
        else:
            yield from run
