"""Breaks the gate's code in one small way after another, and says which breaks no test notices: `make mutants`.

Each mutant lives in a child of its own, forked once everything is loaded and every test has passed: the changed code
takes the place of the old, so whoever imported it meets the change. The pure gate is held to the tests of its rules and
to what Cedar said of some worlds; its SQL to what the database answers in them; then come the tests named beside the
file. A mutant that passes all of it has survived, and `mutants_explained.toml` has to say why that is no hole. What
nobody explained, and what was explained of code that has changed since, ends the run with an error.

`make mutants ARGS="domain.sharing.share store.gate.conditions"` breaks only these; with `--resume`, what was
noticed is not broken again.
"""

import argparse
import gc
import hashlib
import importlib
import json
import os
import resource
import sqlite3
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine

from services.cases.domain.gate.disclosure import What
from services.cases.domain.purposes import Purpose
from services.cases.domain.viewer import Viewer
from tests.cases.gate.breaking import AT_IMPORT, Mutant, broken, mutants
from tests.cases.gate.gate_opinions import ROWS, cedar, sql, statement
from tests.cases.gate.gate_rows import engine, store
from tests.cases.gate.gate_worlds import VIEWERS, World, world_of
from tests.cases.gate.mutated import MODULES, TURNS
from tests.cases.gate.test_gate_agrees import PURPOSES, decided

_TESTS = Path(__file__).parents[1]
EXPLAINED = _TESTS / "gate" / "mutants_explained.toml"
_KEPT = Path("build/mutants.jsonl")
_WORLDS = 16
_SECONDS = 60
_SURVIVED = 9
_QUIET = ("-s", "-W", "ignore", "--import-mode=importlib", "--strict-markers", "-k", "not postgresql")
_PLUGINS = ("no:terminal", "no:xdist", "no:cacheprovider", "no:randomly")

Answers = set[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Known:
    """A world, its rows, and what Cedar permits some viewers in it for a purpose."""

    world: World
    rows: Connection
    viewers: Sequence[Viewer]
    purpose: Purpose | None
    permitted: Answers


def source(name: str) -> str:
    return _file(importlib.import_module(f"services.cases.{name}")).read_text()


def explained(name: str) -> dict[Mutant, str]:
    """The survivors of a file that somebody explained, with the reason."""
    told = tomllib.loads(EXPLAINED.read_text()).get("mutant", [])
    return {
        Mutant(one["function"], one["line"], one["was"], one["now"]): one["because"]
        for one in told
        if one["module"] == name
    }


class Breaking:
    """Instead of running what was collected once, runs it again for each mutant until something fails."""

    def __init__(self, names: list[str], *, resume: bool) -> None:
        self._names, self._resume, self.failed = names, resume, False

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        worlds = _turned(session), list(_generated())
        if session.testsfailed:
            sys.exit("the tests fail before anything is broken")
        kept = _Kept(resume=self._resume)
        gc.freeze()
        rows = []
        for name in self._names:
            began = time.monotonic()
            found, alive = self._file(session, name, worlds, kept)
            why = explained(name)
            unexplained = [one for one in alive if not why.get(one)]
            stale = [one for one in why if one not in alive]
            for one in stale:
                _write(f"\nno longer survives, or is no longer there: {name} {one}\n")
            self.failed |= bool(unexplained or stale)
            told = len(alive) - len(unexplained)
            rows.append((name, found, found - len(alive), told, len(unexplained), round(time.monotonic() - began)))
            _table(rows[-1:])
        _table([("file", "mutants", "noticed", "explained", "alive", "seconds"), *rows, _total(rows)])
        return True

    def _file(
        self, session: pytest.Session, name: str, worlds: tuple[list[Known], list[Known]], kept: "_Kept"
    ) -> tuple[int, list[Mutant]]:
        turned, generated = worlds
        module, alive = importlib.import_module(f"services.cases.{name}"), []
        text = _file(module).read_text()
        tests = [
            item for test in MODULES[name] for item in session.items if item.nodeid.startswith(f"tests/cases/{test}")
        ]
        reached = _reached(name) if name.startswith("store.") else {}

        def notices(function: str) -> bool:
            if name.startswith("store."):
                helped = reached.get(function) or reached[AT_IMPORT]
                return _rows_differ(turned, helped) or _run(session, tests) or _rows_differ(generated, helped)
            return _decisions_differ(turned) or _run(session, tests) or _decisions_differ(generated)

        said = broken(text, None, at_import=True)

        def put_and_say(module: ModuleType, code: CodeType) -> None:
            """What was said with the function's help, when the module was imported, is said with the broken one."""
            _put(module, code)
            _say(module, said)

        whole = [(put_and_say, broken(text, None)), (_say, said)]
        if not all(_survives(partial(put, module, code), partial(notices, AT_IMPORT)) for put, code in whole):
            sys.exit(f"{name}: the tests fail before anything is broken")
        everything, why = mutants(text), explained(name)
        for number, mutant in enumerate(everything):
            if kept.noticed(name, text, number):
                continue
            at_import, put = mutant.function == AT_IMPORT, _say if mutant.function == AT_IMPORT else put_and_say
            code = broken(text, number, at_import=at_import)
            survived = _survives(partial(put, module, code), partial(notices, mutant.function))
            if survived:
                alive.append(mutant)
                if not why.get(mutant):
                    _write(f"\n{_block(name, mutant)}")
            kept.keep(name, text, number, noticed=not survived)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{name}: {number + 1} of {len(everything)}, {len(alive)} alive\033[K")
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
        return len(everything), alive


class _Kept:
    """What was noticed in which text, for a run that goes on after another."""

    def __init__(self, *, resume: bool) -> None:
        _KEPT.parent.mkdir(exist_ok=True)
        if not resume:
            _KEPT.unlink(missing_ok=True)
        lines = _KEPT.read_text().splitlines() if _KEPT.exists() else []
        self._noticed = {(name, text, number) for name, text, number in map(json.loads, lines)}

    def noticed(self, name: str, text: str, number: int) -> bool:
        return (name, _hash(text), number) in self._noticed

    def keep(self, name: str, text: str, number: int, *, noticed: bool) -> None:
        if noticed:
            with _KEPT.open("a") as out:
                out.write(json.dumps([name, _hash(text), number]) + "\n")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _file(module: ModuleType) -> Path:
    return Path(module.__file__ or "")


def _turned(session: pytest.Session) -> list[Known]:
    """Runs all tests as they are; the worlds in which one fact was turned after another, as they came by."""
    [module] = {
        item.module for item in session.items if isinstance(item, pytest.Function) and item.path == _TESTS / TURNS
    }
    turned = list[Known]()

    def noted(world: World, viewers: list[Viewer], purpose: Purpose | None) -> Answers:
        permitted = cedar(world, viewers, purpose)
        turned.append(Known(world, _rows(world), viewers, purpose, permitted))
        return permitted

    with pytest.MonkeyPatch.context() as instead:
        instead.setattr(module, "cedar", noted)
        _run(session, session.items)
    return turned


def _generated() -> Iterator[Known]:
    for number in range(_WORLDS):
        world = world_of(Random(number))
        rows = _rows(world)
        for purpose in PURPOSES:
            yield Known(world, rows, VIEWERS, purpose, cedar(world, list(VIEWERS), purpose))


def _rows(world: World) -> Connection:
    """In a database of their own, in memory, which goes when the run ends."""
    rows = create_engine("sqlite://").connect()
    _empty().backup(_sqlite(rows))
    store(rows, world)
    return rows


@cache
def _empty() -> sqlite3.Connection:
    return _sqlite(engine().connect())


def _sqlite(rows: Connection) -> sqlite3.Connection:
    found = rows.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def _run(session: pytest.Session, tests: list[pytest.Item]) -> bool:
    """Whether one of them fails; none runs after it."""
    for test, following in zip(tests, [*tests[1:], tests[0]] if tests else [], strict=True):
        session.config.hook.pytest_runtest_protocol(item=test, nextitem=following)
        if session.testsfailed:
            return True
    return False


def _decisions_differ(known: list[Known]) -> bool:
    return any(decided(one.world, one.purpose, Counter(), one.viewers) != one.permitted for one in known)


def _rows_differ(known: list[Known], reached: Collection[What]) -> bool:
    return any(
        sql(one.rows, [viewer], one.purpose, reached)
        != {(who, what, id_) for who, what, id_ in one.permitted if who == viewer.subject and what in reached}
        for one in known
        for viewer in one.viewers
    )


def _reached(name: str) -> dict[str, set[What]]:
    """By each function of the file: of what it helps to say in SQL which rows may be seen."""
    reached = defaultdict[str, set[What]](set)
    file = str(_file(importlib.import_module(f"services.cases.{name}")))
    _forget()
    for what in ROWS:

        def note(frame: FrameType, _event: str, _arg: object, what: What = what) -> None:
            if frame.f_code.co_filename == file:
                reached[frame.f_code.co_qualname.replace(".<locals>", "")].add(what)

        sys.setprofile(note)
        for viewer in VIEWERS:
            statement(what, viewer, Purpose.AUDIT)
        sys.setprofile(None)
    return {**reached, AT_IMPORT: set().union(*reached.values())}


def _put(module: ModuleType, code: CodeType) -> None:
    """Every function and method of the module does as the new code says."""
    codes = dict[str, CodeType]()

    def gather(outer: CodeType) -> None:
        for inner in (constant for constant in outer.co_consts if isinstance(constant, CodeType)):
            codes[inner.co_qualname] = inner
            gather(inner)

    gather(code)
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    for held in [each for holder in (module, *classes) for each in vars(holder).values()]:
        function = held.fget if isinstance(held, property) else getattr(held, "__wrapped__", held)
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            function.__code__ = codes.get(function.__qualname__, function.__code__)
    _forget()


def _say(module: ModuleType, code: CodeType) -> None:
    """What the module says of itself is said anew, and whoever imported it by its name is given the new."""
    before = dict(vars(module))
    exec(code, vars(module))
    changed = {name: old for name, old in before.items() if vars(module)[name] is not old}
    for other in _ours():
        for name in changed.keys() & vars(other).keys():
            if vars(other)[name] is changed[name]:
                setattr(other, name, vars(module)[name])
    _forget()


def _forget() -> None:
    for module in _ours():
        for held in list(vars(module).values()):
            if callable(clear := getattr(held, "cache_clear", None)):
                clear()


def _ours() -> list[ModuleType]:
    return [module for name, module in sys.modules.items() if name.startswith(("services.cases", "tests.cases"))]


def _survives(put: Callable[[], None], notices: Callable[[], bool]) -> bool:
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(out, 2)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))  # what never ends is noticed
            put()
            os._exit(0 if notices() else _SURVIVED)
        except BaseException:
            os._exit(0)  # so is what fails
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _SURVIVED


def _block(name: str, mutant: Mutant) -> str:
    told = {"module": name, **asdict(mutant), "because": ""}
    return "\n".join(["[[mutant]]", *(f"{key} = {json.dumps(value)}" for key, value in told.items()), ""])


def _total(rows: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    return ("in all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))


def _table(rows: list[tuple[Any, ...]]) -> None:
    for name, *figures in rows:
        _write(f"{name:<32}" + "".join(f"{figure:>10}" for figure in figures) + "\n")


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def main() -> None:
    said = argparse.ArgumentParser(prog="make mutants", description="breaks the gate's code in small ways")
    said.add_argument("names", nargs="*", default=list(MODULES), metavar="FILE", help="such as domain.sharing.share")
    said.add_argument("--resume", action="store_true", help="what was noticed before is not broken again")
    asked = said.parse_args()
    breaking = Breaking(asked.names, resume=asked.resume)
    files = {str(_TESTS / test) for name in asked.names for test in (TURNS, *MODULES[name])}
    plugins = [word for plugin in _PLUGINS for word in ("-p", plugin)]
    options = ["-o", "addopts=", "-o", "tmp_path_retention_policy=failed", *_QUIET, *plugins]
    sys.exit(pytest.main([*options, *sorted(files)], plugins=[breaking]) or breaking.failed)


if __name__ == "__main__":
    main()
