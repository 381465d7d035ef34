"""The house stands as it was drawn: guards that fail when somebody builds past them."""

import importlib
import re
import subprocess
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from google.protobuf.descriptor import FileDescriptor
from sqlalchemy import Connection, MetaData

from chassis.db import database, migrate
from chassis.db.migrate import configuration

ROOT = Path(__file__).parent.parent.parent
STORING = ("identity", "directory", "cases")
_CHASSIS_LINES = 5360
_LONGEST_FILE = 400

# Which service may call which method or service of another; docs/architecture.md draws it.
CALL_GRAPH = {
    "identity": {
        "/kith.identity.v1.Trust/GetKeys": {"gateway", "directory", "cases"},
        "/kith.identity.v1.Trust/RevocationsSince": {"gateway", "directory", "cases"},
        "/kith.identity.v1.Proofing/GetProvenIdentity": {"cases"},
        "/kith.identity.v1.Mandates/GetReach": {"cases"},
        "/kith.identity.v1.Mandates/ListActedFor": {"cases"},
        "/kith.identity.v1.Letters/SendNews": {"cases"},
        "/kith.identity.v1.Letters/TellWorker": {"cases"},
    },
    "directory": {},
    "cases": {},
}


def _python(*folders: str) -> list[Path]:
    return [file for folder in folders for file in (ROOT / folder).rglob("*.py")]


def _services_of(service: str) -> list[tuple[str, list[str]]]:
    """The gRPC services a Kith service serves, with their methods."""
    served = []
    for proto in sorted((ROOT / "proto" / "kith" / service / "v1").glob("*.proto")):
        descriptor: FileDescriptor = importlib.import_module(f"kith.{service}.v1.{proto.stem}_pb2").DESCRIPTOR
        served += [(s.full_name, [method.name for method in s.methods]) for s in descriptor.services_by_name.values()]
    return served


@pytest.mark.parametrize("service", STORING)
def test_every_method_lists_its_callers_as_the_call_graph_draws_them(service: str) -> None:
    callers = importlib.import_module(f"services.{service}.main").CALLERS
    for name, methods in _services_of(service):
        for method in methods:
            path = f"/{name}/{method}"
            allow = callers.get(path) or callers.get(f"/{name}/")
            assert allow, f"{path} has no line in CALLERS: nobody could call it"
            assert allow.callers == CALL_GRAPH[service].get(path, {"gateway"}), path


def test_every_topic_has_one_owner() -> None:
    """A topic is named in `proto/` once, beside the service it is named after."""
    topics = re.findall(
        r"Topic `(kith\.(\w+)\.v1)`", "".join(p.read_text() for p in ROOT.glob("proto/**/events.proto"))
    )
    assert sorted(topic for topic, _ in topics) == sorted({f"kith.{service}.v1" for service in STORING})


def test_topics_are_published_by_their_owner_only() -> None:
    for service in STORING:
        others = [other for other in (*STORING, "gateway") if other != service]
        for file in _python(*(f"services/{other}" for other in others)):
            publishes = re.search(rf"Outgoing\([^)]*kith\.{service}\.v1", file.read_text(), re.DOTALL)
            assert not publishes, f"{file} publishes to the topic of {service}"


@pytest.mark.parametrize("service", STORING)
def test_each_service_has_one_migration_head(service: str) -> None:
    scripts = ScriptDirectory.from_config(configuration(ROOT / "services" / service / "store" / "migrations"))
    assert len(scripts.get_heads()) == 1


@pytest.mark.parametrize("service", STORING)
async def test_the_migrations_make_the_tables_the_code_expects(service: str, database_url: str) -> None:
    from alembic.autogenerate import compare_metadata

    metadata: MetaData = importlib.import_module(f"services.{service}.store.tables").metadata

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    await migrate(database_url, ROOT / "services" / service / "store" / "migrations")
    async with database(database_url) as db, db.transaction() as tx:
        assert await tx.run_sync(differences) == []


def test_the_chassis_stays_within_its_budget() -> None:
    lines = sum(len(file.read_text().splitlines()) for file in _python("chassis"))
    assert lines <= _CHASSIS_LINES, f"{lines} lines: what in there serves one service only?"


def test_only_the_unit_of_work_commits() -> None:
    for file in _python(*(f"services/{s}/{room}" for s in STORING for room in ("store", "usecases", "api"))):
        assert ".commit()" not in file.read_text(), f"{file}: stores and use cases never commit"


def test_files_can_be_read_without_scrolling_for_ever() -> None:
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in tracked.split():
        file = ROOT / name
        if name.startswith("wire/") or "/migrations/" in name or not file.exists():
            continue
        assert len(file.read_text().splitlines()) <= _LONGEST_FILE, f"{name}: two rooms?"


def test_names_say_what_a_thing_is() -> None:
    for file in _python("chassis", "services", "console", "tests", "bench", "deploy"):
        assert file.stem not in {"utils", "helpers", "manager", "base", "common", "misc"}, file


def test_tests_never_sleep_for_luck() -> None:
    """A pause is a part of waiting for a condition: it stands inside a loop."""
    for file in _python("tests"):
        if file == Path(__file__):
            continue
        lines = file.read_text().splitlines()
        for number, line in enumerate(lines):
            if re.search(r"\b(time|asyncio)\.sleep\((?!0\))", line):
                before = "\n".join(lines[max(0, number - 12) : number])
                assert re.search(r"\b(while|for)\b", before), f"{file}:{number + 1} sleeps outside of a waiting loop"


def test_what_the_documents_name_is_there() -> None:
    """A path in a document leads to a file, from the root or from a service's own folder; but for what is built."""
    roots = [ROOT, *(ROOT / of / service for of in ("services", "tests") for service in (*STORING, "gateway"))]
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")]:
        for path in re.findall(r"`((?!build/)(?:[a-z_]+/)+[\w-]+\.(?:py|json|toml|cedar|proto|md))`", page.read_text()):
            assert any((root / path).exists() for root in roots), f"{page.name} names {path}"
