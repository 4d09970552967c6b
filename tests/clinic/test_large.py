"""What the pages ask of a clinic that is large enough to matter: how much, and along which way; not how long."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from benchmarks.clinic_load import Place, client_page, clients_list, generate
from skinmetrics.clinic import archiving
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import ON_A_PAGE, glances
from skinmetrics.clinic.records import Records, open_records
from tests.clinic.conftest import NewUrl

CLIENTS, PHOTOS = 40, 12


@pytest.fixture
def place(new_url: NewUrl, tmp_path: Path) -> Iterator[Place]:
    with new_url("postgresql") as url:
        records: Records = open_records(url, f"file://{tmp_path}/store", None, tmp_path / "key")
        made = Place(records)
        generate(records, made, 1, CLIENTS, PHOTOS)
        yield made
        records.database.engine.dispose()


@dataclass
class Asked:
    """The statements that were sent, with their parameters."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def note(self, _connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        self.statements.append((statement, parameters))


def asked(place: Place, what: Callable[[], object]) -> list[tuple[str, Any]]:
    engine, found = place.records.database.engine, Asked()
    sa.event.listen(engine, "before_cursor_execute", found.note)
    what()
    sa.event.remove(engine, "before_cursor_execute", found.note)
    return found.statements


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


def reads(place: Place, statements: list[tuple[str, Any]], table: str) -> list[dict[str, Any]]:
    """The steps by which statements that were sent read a table, planned as if it were too large to read it whole."""
    found = []
    with place.records.database.engine.connect() as connection:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET enable_{way} = off")
        for statement, parameters in statements:
            if "FROM" not in statement or table not in statement:
                continue
            (plan,) = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).one()
            tree = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            found += [node for node in nodes(tree) if node.get("Relation Name") == table]
    assert found, f"nothing reads {table}"
    return found


def test_a_clients_page_reads_the_scores_of_no_other_client(place: Place) -> None:
    client = place.clients()[0]
    statements = asked(place, lambda: client_page(place, client))
    assert len(statements) <= 55
    found = reads(place, statements, "score")
    assert len(found) >= 2
    for node in found:
        assert node["Node Type"] in {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}
        assert node["Actual Loops"] <= PHOTOS


def test_a_page_of_the_list_looks_at_those_whom_it_shows(place: Place) -> None:
    statements = asked(place, lambda: glances(place.records, place.practitioner, place.clinic, current_scorer()))
    for node in reads(place, statements, "client"):
        assert node["Actual Rows"] * node["Actual Loops"] <= ON_A_PAGE + 1
    for table in ("consent", "session", "examination"):
        assert max(node["Actual Loops"] for node in reads(place, statements, table)) <= ON_A_PAGE + 1


def test_the_clients_list_looks_at_no_examination_but_those_that_it_shows(place: Place) -> None:
    found = reads(place, asked(place, lambda: clients_list(place)), "examination")
    looked_at = sum(
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) for node in found
    )
    assert 0 < looked_at <= (ON_A_PAGE + 1) * (PHOTOS + 1)


def test_on_sqlite_the_clients_list_goes_down_indexes(new_url: NewUrl, tmp_path: Path) -> None:
    with new_url("sqlite") as url:
        place = Place(open_records(url, f"file://{tmp_path}/store", None, tmp_path / "key"))
        statements = asked(place, lambda: clients_list(place))
        steps = []
        with place.records.database.engine.connect() as connection:
            for statement, parameters in statements:
                if "FROM client" in statement:
                    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
                    steps += [(row[3], "JOIN (SELECT" in statement) for row in plan]
        place.records.database.engine.dispose()
    assert sum("ix_client_present (clinic_id=?" in step for step, _ in steps) >= 5
    assert [step for step, _ in steps if step.startswith("SCAN client")] == []
    assert [step for step, of_a_page in steps if "ORDER BY" in step and not of_a_page] == []


def test_the_clients_list_asks_as_often_for_many_clients_as_for_one(place: Place) -> None:
    many = len(asked(place, lambda: clients_list(place)))
    for client in place.clients()[1:]:
        archiving.archive(place.records, CONSOLE, client)
    assert len(asked(place, lambda: clients_list(place))) == many <= 60
