"""A community's history many times over: its cases, their events, duties and records copied in the database, homes turned round.

For measuring only: the copies keep the hashes of what they were copied from, so ``gensui verify`` would not take them.
"""

import psycopg

STREAM = "'case:' || {year} || '-' || lpad(({id})::text, greatest(6, length(({id})::text)), '0')"
OF_A_CASE = ("cases_note", "cases_handlingrecord", "cases_returnvisit", "cases_evaluation", "cases_quote")
IN_A_STREAM = ("ledger_event", "ledger_obligation", "ledger_outgoing")


def grow(dsn: str, times: int) -> tuple[int, int]:
    """Copy every case so many times; how many cases and duties there are then."""
    with psycopg.connect(dsn) as database:
        (span,) = _one(database, "SELECT max(id) FROM cases_case")
        (homes,) = _one(database, "SELECT max(id) FROM people_unit")
        copies = f"generate_series(1, {times}) AS k"
        database.execute("CREATE TEMPORARY TABLE base AS SELECT id, year FROM cases_case")
        moved = {"id": f"t.id + k * {span}", "unit_id": f"1 + (t.unit_id - 1 + k * 37) % {homes}"}
        _copy(database, "cases_case", f"cases_case AS t, {copies}", moved)
        for table in OF_A_CASE:
            (rows,) = _one(database, f"SELECT coalesce(max(id), 0) FROM {table}")
            moved = {"id": f"t.id + k * {rows}", "case_id": f"t.case_id + k * {span}", "corrects_id": "NULL"}
            _copy(database, table, f"{table} AS t, {copies}", moved)
        old = STREAM.format(year="base.year", id="base.id")
        new = STREAM.format(year="base.year", id=f"base.id + k * {span}")
        for table in IN_A_STREAM:
            database.execute(f"CREATE TEMPORARY TABLE old_{table} AS SELECT * FROM {table}")
            source = f"old_{table} AS t JOIN base ON t.stream = {old}, {copies}"
            _copy(database, table, source, {"stream": new, "client_key": "NULL"}, without="id")
        for table in ("cases_case", *OF_A_CASE):
            database.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        database.commit()
        database.autocommit = True
        database.execute("VACUUM ANALYZE")
        (cases,), (duties,) = (
            _one(database, f"SELECT count(*) FROM {table}") for table in ("cases_case", "ledger_obligation")
        )
    return cases, duties


def _one(database: psycopg.Connection, sql: str) -> tuple[int, ...]:
    found = database.execute(sql.encode()).fetchone()
    assert found is not None
    return found


def _copy(database: psycopg.Connection, table: str, source: str, moved: dict[str, str], without: str = "") -> None:
    names = [
        row[0]
        for row in database.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> %s",
            [table, without],
        )
    ]
    picked = ", ".join(moved.get(name, f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    database.execute(f"INSERT INTO {table} ({listed}) SELECT {picked} FROM {source}".encode())
