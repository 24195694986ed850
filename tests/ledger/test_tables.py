"""Models of a migration that stand next to each other are made together, and leave what one after the other would leave."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from gensui.ledger import tables

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


ID = ("id", models.BigAutoField(primary_key=True))


class One(migrations.Migration):
    operations = [
        migrations.CreateModel("Shelf", [ID, ("name", models.CharField(max_length=20, unique=True))]),
        migrations.CreateModel("Book", [ID, ("shelf", models.ForeignKey("trial.Shelf", models.PROTECT))]),
        migrations.AddIndex("book", models.Index(fields=["shelf", "-id"], name="trial_newest")),
        migrations.CreateModel("Reader", [ID, ("books", models.ManyToManyField("trial.Book"))]),
    ]


class Together(tables.Migration):
    operations = One.operations


def made() -> dict[str, object]:
    """The tables of the trial, and of each its columns and constraints."""
    with connection.cursor() as cursor:
        mine = [name for name in connection.introspection.table_names(cursor) if name.startswith("trial_")]
        return {
            name: (
                connection.introspection.get_table_description(cursor, name),
                sorted(str(one) for one in connection.introspection.get_constraints(cursor, name).values()),
            )
            for name in mine
        }


def there_and_back(kind: type[migrations.Migration]) -> tuple[dict[str, object], dict[str, object]]:
    migration = kind("0001_trial", "trial")
    with connection.schema_editor() as editor:
        migration.apply(ProjectState(), editor)
    there = made()
    with connection.schema_editor() as editor:
        migration.unapply(ProjectState(), editor)
    return there, made()


def test_together_or_one_after_the_other_the_tables_are_the_same_and_go_again() -> None:
    one, together = there_and_back(One), there_and_back(Together)
    assert sorted(one[0]) == ["trial_book", "trial_reader", "trial_reader_books", "trial_shelf"]
    assert together == one
    assert together[1] == {}


def test_what_comes_after_finds_the_models() -> None:
    state = Together("0001_trial", "trial").mutate_state(ProjectState())
    assert state.apps.get_model("trial", "reader")._meta.get_field("books").related_model.__name__ == "Book"
    assert "trial" not in apps.app_configs


def test_the_plan_names_every_model() -> None:
    said = [operation.describe() for operation in Together("0001_trial", "trial").operations]
    assert said[0].split("\n    ") == ["Create model Shelf", "Create model Book"]
    assert len(said) == 3
