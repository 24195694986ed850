"""What was recorded cannot be changed or taken back, through whichever door: the database itself refuses."""

from django.db import migrations

APPEND_ONLY = ("ledger_event", "ledger_policyversion")
LAPSED = "OLD.lapsed_at IS NOT NULL AND (NEW.lapsed_at IS NULL OR NEW.lapsed_at <> OLD.lapsed_at)"

LAPSE_STANDS = (
    "CREATE TRIGGER ledger_obligation_lapse_stands BEFORE UPDATE ON ledger_obligation "
    f"FOR EACH ROW WHEN ({LAPSED}) EXECUTE FUNCTION ledger_refuse()"
)
POSTGRESQL = [
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
    """,
    *(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        for table in APPEND_ONLY
    ),
    *(
        f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        for table in (*APPEND_ONLY, "ledger_obligation")
    ),
    LAPSE_STANDS,
    "CREATE TRIGGER ledger_obligation_stays BEFORE DELETE ON ledger_obligation FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
]


def _sqlite(table: str, name: str, on: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return (
        f"CREATE TRIGGER {table}_{name}_{on.lower()} BEFORE {on} ON {table} {condition}"
        f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: {on} on {table} is refused'); END"
    )


SQLITE = [
    *(_sqlite(table, "append_only", on) for table in APPEND_ONLY for on in ("UPDATE", "DELETE")),
    _sqlite("ledger_obligation", "lapse_stands", "UPDATE", LAPSED),
    _sqlite("ledger_obligation", "stays", "DELETE"),
]


def guard(apps, schema_editor):  # type: ignore[no-untyped-def]
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_tables")]
    operations = [migrations.RunPython(guard)]
