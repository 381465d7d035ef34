"""Statements of SQLAlchemy Core, compiled by it once and run on SQLite's driver with nothing between.

SQLAlchemy spends ten times as long around a statement as SQLite spends in it. What is plain (one text whatever the
values, no default made in Python) needs none of that: its text, how values go in, and how rows come out are known once
it is compiled. Everything else goes through SQLAlchemy as ever, and so does what fails, to be raised in its words.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

_Values = Mapping[str, Any]
_Bind = Callable[[Any], Any]


class Rows(IteratorResult[Any]):
    """Rows that are all there; `rowcount` as the driver counts those changed."""

    rowcount = -1


class _Plain:
    __slots__ = ("_collected", "_compiled", "_extracted", "_names", "_rows", "sql")

    def __init__(self, compiled: SQLCompiler, extracted: Any, collected: Any, rows: SimpleResultMetaData) -> None:
        binds: Mapping[str, _Bind] = compiled._bind_processors  # type: ignore[assignment]  # noqa: SLF001
        self.sql, self._compiled, self._rows = compiled.string, compiled, rows
        self._extracted, self._collected = extracted, collected
        self._names = [(name, binds.get(name)) for name in compiled.positiontup or ()]

    def run(self, driver: sqlite3.Connection, given: _Values | None) -> Rows:
        values = self._compiled.construct_params(
            given, extracted_parameters=self._extracted, escape_names=False, _collected_params=self._collected
        )
        bound = [bind(values[name]) if bind else values[name] for name, bind in self._names]
        cursor = sqlite3.Cursor(driver).execute(self.sql, bound)
        found = Rows(self._rows, iter(cursor.fetchall()))
        found.rowcount = cursor.rowcount
        return found


class PlainStatements:
    """Those of one connection. A statement is known by itself, for as long as there is one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: WeakKeyDictionary[Any, dict[tuple[str, ...], _Plain | None]] = WeakKeyDictionary()

    def run(self, driver: sqlite3.Connection, statement: Any, given: _Values | None) -> Rows | None:
        """None where it must go through SQLAlchemy: it is not plain, or failed, or somebody listens there."""
        heard = self._connection._has_events or self._connection.engine._has_events  # noqa: SLF001
        if heard or not isinstance(statement, Select | Insert | Update | Delete):
            return None
        forms = self._known.setdefault(statement, {})
        keys = tuple(given or ())
        if keys not in forms:
            forms[keys] = self._compiled(statement, keys)
        plain = forms[keys]
        try:
            return plain.run(driver, given) if plain else None
        except sqlite3.Error:
            return None

    def _compiled(self, statement: Any, keys: tuple[str, ...]) -> _Plain | None:
        dialect, cache = self._connection.dialect, self._connection.engine._compiled_cache  # noqa: SLF001
        compiled, extracted, collected, _ = statement._compile_w_cache(  # noqa: SLF001
            dialect=dialect, compiled_cache=cache, column_keys=sorted(keys)
        )
        varies = compiled.literal_execute_params or compiled.post_compile_params
        made_here = compiled.insert_prefetch or compiled.update_prefetch or compiled.implicit_returning
        columns = compiled._result_columns  # noqa: SLF001
        names = [column.keyname for column in columns]
        if varies or made_here or len(set(names)) < len(names):
            return None
        out = [column.type._cached_result_processor(dialect, None) for column in columns]  # noqa: SLF001
        rows = SimpleResultMetaData(names, [column.objects for column in columns], out if any(out) else None)
        return _Plain(compiled, extracted, collected, rows)
