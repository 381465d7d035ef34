"""Statements of SQLAlchemy Core, compiled by it once and run on the database's driver with nothing between.

SQLAlchemy spends ten times as long around a statement as SQLite spends in it, and as long as PostgreSQL's driver takes.
What is plain (one text whatever the values, or for so many of them in a list; no default made in Python) needs none of
that: its text, how values go in, and how rows come out are known once it is compiled. Everything else goes through
SQLAlchemy as ever, and so does what SQLite fails at, to be raised in its words.
"""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import CompoundSelect, Connection, Delete, Float, Insert, Numeric, Select, Update
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler

_Values = Mapping[str, Any]
_Form = tuple[tuple[str, int | None], ...]
_KINDS, _NUMBERS = (Select, CompoundSelect, Insert, Update, Delete), (Numeric, Float)
_LONGEST = 101
"""A page and one more: longer lists are rare, and each length is a text of its own to keep."""


class Rows(IteratorResult[Any]):
    """Rows that are all there; `rowcount` as the driver counts those changed."""

    rowcount = -1

    def of(self, cursor: Any) -> "Rows":
        """What the cursor found, in rows like these: what makes them out of tuples is not made anew."""
        found = Rows.__new__(Rows)
        found._metadata = self._metadata  # noqa: SLF001  its own kind
        vars(found).update(vars(self), iterator=iter(cursor.fetchall()), rowcount=cursor.rowcount)
        return found


class Plain:
    __slots__ = ("_fixed", "_given", "returns", "rows", "sql")

    def __init__(self, compiled: SQLCompiler, values: Any, rows: SimpleResultMetaData, given: _Values) -> None:
        """`values` are what the compiler makes of the `given`; whatever is not taken from those stays as it is."""
        self.rows, self.sql, self.returns = Rows(rows, iter(())), compiled.string, bool(rows.keys)
        self.rows._row_getter  # noqa: B018, SLF001  it keeps what it has made
        names, binds, lists = compiled.positiontup or (), compiled._bind_processors, dict[str, list[str]]()  # noqa: SLF001
        if compiled.post_compile_params or compiled.literal_execute_params:
            expanded = compiled._process_parameters_for_postcompile(values)  # noqa: SLF001
            self.sql, lists = expanded.statement, dict(expanded.parameter_expansion)
            names, binds = list(expanded.positiontup or ()), {**binds, **expanded.processors}
        listed = {each: (name, number) for name, all_ in lists.items() for number, each in enumerate(all_)}
        self._fixed, places = list[Any](), dict[tuple[str, int | None, Any], list[int]]()
        for place, name in enumerate(names):
            base, number = listed.get(name, (name, None))
            key, bind = compiled.binds[base].key, binds.get(name)
            if key in given:
                places.setdefault((key, number, bind), []).append(place)
            self._fixed.append(bind(values[name]) if bind and key not in given else values.get(name))  # type: ignore[operator]
        # A value that stands in twenty places is made into the driver's kind once.
        self._given = [(*which, where) for which, where in places.items()]

    def bound(self, given: _Values) -> list[Any]:
        bound = self._fixed.copy()
        for key, number, bind, places in self._given:
            value = given[key] if number is None else given[key][number]
            value = bind(value) if bind else value
            for place in places:
                bound[place] = value
        return bound


class PlainStatements:
    """Those of one dialect. A statement is known by itself, for as long as there is one, and by how long the lists are
    that it is given."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Any, dict[_Form, Plain | None]] = WeakKeyDictionary()

    def of(self, connection: Connection, statement: Any, given: _Values) -> Plain | None:
        """None where it must go through SQLAlchemy: it is not plain, or somebody listens there."""
        if connection._has_events or connection.engine._has_events or not isinstance(statement, _KINDS):  # noqa: SLF001
            return None
        forms = self._known.setdefault(statement, {})
        form = tuple([(name, len(each) if type(each) is list else None) for name, each in given.items()])
        if form not in forms:
            forms[form] = self._compiled(connection, statement, given)
        return forms[form]

    def _compiled(self, connection: Connection, statement: Any, given: _Values) -> Plain | None:
        dialect, cache = connection.dialect, connection.engine._compiled_cache  # noqa: SLF001
        compiled, extracted, collected, _ = statement._compile_w_cache(  # noqa: SLF001
            dialect=dialect, compiled_cache=cache, column_keys=sorted(given)
        )
        values = compiled.construct_params(
            given, extracted_parameters=extracted, escape_names=False, _collected_params=collected
        )
        lists = [values[compiled.bind_names[param]] for param in compiled.post_compile_params]
        varies = any(param.key in given for param in compiled.literal_execute_params) or any(
            # A list of pairs is as many parameters as there are in all of them.
            type(each) is not list or not 0 < len(each) <= _LONGEST or type(each[0]) is tuple
            for each in lists
        )
        made_here = compiled.insert_prefetch or compiled.update_prefetch or compiled.implicit_returning
        columns = compiled._result_columns  # noqa: SLF001
        names = [column.keyname for column in columns]
        # How a number comes out, PostgreSQL's driver says only of a column that it has read.
        if varies or made_here or len(set(names)) < len(names) or any(type(c.type) in _NUMBERS for c in columns):
            return None
        out = [column.type._cached_result_processor(dialect, None) for column in columns]  # noqa: SLF001
        rows = SimpleResultMetaData(names, [column.objects for column in columns], out if any(out) else None)
        return Plain(compiled, values, rows, given)
