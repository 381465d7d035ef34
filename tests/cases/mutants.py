"""Breaks the gate's code in one small way after another, and says which breaks no test notices: `make mutants`.

Each mutant lives in a child of its own, forked once everything is loaded: the changed code takes the place of the old
one, so whoever imported it meets the change. First the gate is held to what Cedar said of some worlds (and, where its
SQL was changed, to what the database answers), then the fast tests run; a mutant that passes all of it has survived.
Only functions are changed: what is said at import (tables of rules) is data.
"""

import ast
import importlib
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from random import Random
from types import CodeType, FunctionType, ModuleType

import pytest

from tests.cases import gate_opinions
from tests.cases.gate_opinions import cedar, sql
from tests.cases.gate_rows import engine, stored
from tests.cases.gate_worlds import VIEWERS, World, world_of
from tests.cases.test_gate_agrees import NO_ROWS, PURPOSES, decided

MODULES = (
    *("domain.disclosure", "domain.asking", "domain.disclosure_of_casework", "domain.disclosure_of_networks"),
    *("domain.disclosure_of_pages", "domain.disclosure_of_enquiries", "domain.disclosure_of_exports"),
    *("domain.enquiry", "domain.hub", "store.gate_of_exports"),
    *("domain.share", "domain.basis", "store.gate", "store.gate_parts", "store.gate_of_enquiries"),
)
_HERE = Path(__file__).parent
_FAST = (
    *("test_gate_turns.py", "test_gate_refusals.py", "test_gate_permits.py", "test_enquiry_rules.py"),
    *("test_basis.py", "test_share_rules.py"),
)
_WORLDS = 16
_SECONDS = 120
_SURVIVED = 9

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_OPPOSITE = {"and_": "or_", "or_": "and_", "max": "min", "min": "max", "any": "all", "all": "any"}


class Breaker(ast.NodeTransformer):
    """Breaks the one thing whose number is `which`, counting what can be broken in the order of the text."""

    def __init__(self, which: int) -> None:
        self._which, self.count, self.what, self._within = which, 0, "", ""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer, self._within = self._within, node.name
        node.body = [self.visit(statement) for statement in node.body]
        self._within = outer
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        ops = [_COMPARISONS[type(node.ops[0])](), *node.ops[1:]]
        return self._instead(node, ast.Compare(node.left, ops, node.comparators))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        broken = self._instead(node, ast.BoolOp(other, node.values))
        for at in range(len(node.values)):
            left = node.values[:at] + node.values[at + 1 :]
            less = ast.BoolOp(node.op, left) if len(left) > 1 else left[0]
            broken = self._instead(broken, less)
        return broken

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return self._instead(node, node.operand) if isinstance(node.op, ast.Not | ast.Invert) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        return self._instead(node, node.left) if isinstance(node.op, ast.Sub | ast.BitOr | ast.BitAnd) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        broken: ast.AST = node
        if name in _OPPOSITE:
            broken = self._instead(node, ast.Call(ast.Name(_OPPOSITE[name], ast.Load()), node.args, node.keywords))
        if name in ("and_", "or_", "exists") and len(node.args) > 1:
            for at in range(1 if name == "exists" else 0, len(node.args)):
                fewer = [*node.args[:at], *node.args[at + 1 :]]
                broken = self._instead(broken, ast.Call(node.func, fewer, node.keywords))
        return broken

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self._instead(node, ast.Constant(not node.value)) if isinstance(node.value, bool) else node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        broken: ast.AST = node
        for always in (True, False):
            tested = ast.If(ast.Constant(always), node.body, node.orelse)
            broken = self._instead(broken, tested, f"if {ast.unparse(node.test)}", f"if {always}")
        return broken

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return self._instead(self._instead(node, node.body), node.orelse)

    def _instead(self, node: ast.AST, broken: ast.AST, was: str = "", now: str = "") -> ast.AST:
        if not self._within:
            return node
        number, self.count = self.count, self.count + 1
        if number != self._which:
            return node
        was, now = was or ast.unparse(node), now or ast.unparse(broken)
        self.what = f"`{self._within}`: `{_short(was)}` became `{_short(now)}`"
        return ast.copy_location(broken, node)


def _short(text: str) -> str:
    return " ".join(text.split())[:160]


def broken(module: ModuleType, which: int) -> tuple[str, CodeType]:
    """What was broken, and the module's code with it; raises IndexError when there is nothing of that number."""
    breaker = Breaker(which)
    tree = ast.fix_missing_locations(breaker.visit(ast.parse(Path(module.__file__ or "").read_text())))
    if not breaker.what:
        raise IndexError(which)
    return breaker.what, compile(tree, module.__file__ or "", "exec", dont_inherit=True)


def put(module: ModuleType, code: CodeType) -> None:
    """Every function and method of the module does as the new code says."""
    codes = dict[str, CodeType]()

    def gather(outer: CodeType) -> None:
        for inner in (constant for constant in outer.co_consts if isinstance(constant, CodeType)):
            codes[inner.co_qualname if hasattr(inner, "co_qualname") else inner.co_name] = inner
            gather(inner)

    gather(code)
    classes = [each for each in vars(module).values() if isinstance(each, type) and each.__module__ == module.__name__]
    holders = [vars(module), *map(vars, classes)]
    for held in (each for holder in holders for each in holder.values()):
        function = held.fget if isinstance(held, property) else held
        if not isinstance(function, FunctionType) or function.__module__ != module.__name__:
            continue
        if fresh := codes.get(function.__qualname__):
            function.__code__ = fresh


def noticed(module: ModuleType, known: list[tuple[World, list[set[tuple[str, str, str]]]]]) -> bool:
    """Whether anything tells the gate from what it was."""
    database, in_sql = engine(), ".store." in module.__name__
    gate_opinions.statements.cache_clear()
    for world, answers in known:
        with stored(database, world) as tx:
            for purpose, permitted in zip(PURPOSES, answers, strict=True):
                if not in_sql and decided(world, purpose, Counter()) != permitted:
                    return True
                if in_sql and sql(tx, list(VIEWERS), purpose) != {k for k in permitted if k[1] not in NO_ROWS}:
                    return True
    quiet = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-W", "ignore", "-k", "not postgresql"]
    return pytest.main([*quiet, *(str(_HERE / name) for name in _FAST)]) != pytest.ExitCode.OK


def _survives(module: ModuleType, code: CodeType, known: list[tuple[World, list[set[tuple[str, str, str]]]]]) -> bool:
    child = os.fork()
    if child == 0:
        signal.alarm(_SECONDS)  # what never ends is noticed
        sys.stdout.flush()
        out = os.open(os.devnull, os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(out, 2)
        try:
            put(module, code)
            os._exit(0 if noticed(module, known) else _SURVIVED)
        except BaseException:
            os._exit(0)  # so is what fails
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == _SURVIVED


def main() -> None:
    worlds = [world_of(Random(number)) for number in range(_WORLDS)]
    known = [(world, [cedar(world, list(VIEWERS), purpose) for purpose in PURPOSES]) for world in worlds]
    for name in sys.argv[1:] or MODULES:
        module, which, alive = importlib.import_module(f"services.cases.{name}"), 0, 0
        as_it_is = compile(Path(module.__file__ or "").read_text(), module.__file__ or "", "exec", dont_inherit=True)
        if not _survives(module, as_it_is, known):
            sys.exit(f"{name}: the tests fail before anything is broken")
        while True:
            try:
                what, code = broken(module, which)
            except IndexError:
                break
            which += 1
            if _survives(module, code, known):
                alive += 1
                sys.stdout.write(f"- {name} {what}\n")
                sys.stdout.flush()
        sys.stdout.write(f"{name}: {which} mutants, {which - alive} noticed, {alive} alive\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
