"""What can be broken in a piece of code, one small thing at a time."""

import ast
from dataclasses import dataclass
from types import CodeType
from typing import TypeVar

T = TypeVar("T")
Scope = TypeVar("Scope", ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)

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
_CONDITIONS = ("and_", "or_", "exists", "where", "order_by")
"""Calls that are less strict, or more, without one of their arguments."""
AT_IMPORT = ""
"""Instead of a function's name: said when the module is imported."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One thing broken: in which function, on which line of the text, what it was and what it became."""

    function: str
    line: str
    was: str
    now: str


def mutants(source: str) -> list[Mutant]:
    """All there are, in the order of their numbers."""
    breaker = _Breaker(source, None)
    breaker.visit(ast.parse(source))
    return breaker.found


def broken(source: str, number: int | None, *, at_import: bool = False) -> CodeType:
    """The code with that thing broken (None: as it is); `at_import`: only the names a module gives to things, without
    its functions and classes.
    """
    tree = _Breaker(source, number).visit(ast.parse(source))
    if at_import:
        tree.body = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)]
    return compile(ast.fix_missing_locations(tree), "<broken>", "exec", dont_inherit=True)


class _Breaker(ast.NodeTransformer):
    """Breaks the one thing whose number is `which`, counting what can be broken in the order of the text.

    Words for people, annotations and what a class says of its fields are left as they are.
    """

    def __init__(self, source: str, which: int | None) -> None:
        self._lines, self._which, self._within = source.splitlines(), which, AT_IMPORT
        self.found = list[Mutant]()

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return self._inside(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._inside(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._inside(node)

    def _inside(self, node: Scope) -> Scope:
        outer, self._within = self._within, f"{self._within}.{node.name}".lstrip(".")
        functions = ast.FunctionDef | ast.AsyncFunctionDef
        node.body = [
            self.visit(one) if not isinstance(node, ast.ClassDef) or isinstance(one, functions) else one
            for one in node.body
        ]
        self._within = outer
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        node.value = self.visit(node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if ast.unparse(node.targets[0]) != "__all__":
            node.value = self.visit(node.value)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        self.generic_visit(node)
        called = node.value.value if isinstance(node.value, ast.Await) else node.value
        return self._instead(node, ast.Pass()) if isinstance(called, ast.Call) else node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        changed: ast.AST = node
        for at, op in enumerate(node.ops):
            ops = [*node.ops[:at], _COMPARISONS[type(op)](), *node.ops[at + 1 :]]
            changed = self._instead(changed, ast.Compare(node.left, ops, node.comparators))
        return changed

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        changed = self._instead(node, ast.BoolOp(other, node.values))
        for at in range(len(node.values)):
            left = _without(node.values, at)
            changed = self._instead(changed, ast.BoolOp(node.op, left) if len(left) > 1 else left[0])
        return changed

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        return self._instead(node, node.operand) if isinstance(node.op, ast.Not | ast.Invert) else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        joins = isinstance(node.op, ast.Sub | ast.Add | ast.BitOr | ast.BitAnd)
        return self._instead(node, node.left) if joins else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        changed: ast.AST = node
        if name in _OPPOSITE:
            changed = self._instead(node, ast.Call(ast.Name(_OPPOSITE[name], ast.Load()), node.args, node.keywords))
        if name in _CONDITIONS and (len(node.args) > 1 or name == "where"):
            of_table = name == "exists"
            for at in range(of_table, len(node.args)):
                changed = self._instead(changed, ast.Call(node.func, _without(node.args, at), node.keywords))
        for at in range(len(node.keywords)):
            changed = self._instead(changed, ast.Call(node.func, node.args, _without(node.keywords, at)))
        return changed

    def visit_List(self, node: ast.List) -> ast.AST:
        return self._fewer(node)

    def visit_Set(self, node: ast.Set) -> ast.AST:
        return self._fewer(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return self._fewer(node) if isinstance(node.ctx, ast.Load) else node

    def _fewer(self, node: ast.List | ast.Set | ast.Tuple) -> ast.AST:
        self.generic_visit(node)
        changed: ast.AST = node
        for at in range(len(node.elts) if len(node.elts) > 1 else 0):
            fewer = ast.Set(_without(node.elts, at))
            if not isinstance(node, ast.Set):
                fewer = type(node)(_without(node.elts, at), node.ctx)  # type: ignore[assignment]
            changed = self._instead(changed, fewer)
        return changed

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        changed: ast.AST = node
        for at in range(len(node.keys)):
            changed = self._instead(changed, ast.Dict(_without(node.keys, at), _without(node.values, at)))
        return changed

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            return self._instead(node, ast.Constant(not node.value))
        return self._instead(node, ast.Constant(node.value + 1)) if isinstance(node.value, int) else node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.ifs = [self._instead(test, ast.Constant(value=True)) for test in node.ifs]  # type: ignore[misc]
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        self.generic_visit(node)
        changed: ast.AST = node
        for always in (True, False):
            tested = ast.If(ast.Constant(always), node.body, node.orelse)
            changed = self._instead(changed, tested, f"if {ast.unparse(node.test)}", f"if {always}")
        return changed

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        self.generic_visit(node)
        return self._instead(self._instead(node, node.body), node.orelse)

    def _instead(self, node: ast.AST, changed: ast.AST, was: str = "", now: str = "") -> ast.AST:
        at = self._lines[node.lineno - 1].strip()  # type: ignore[attr-defined]  # each of these has one
        ast.copy_location(changed, node)
        self.found.append(Mutant(self._within, at, was or ast.unparse(node), now or ast.unparse(changed)))
        return changed if len(self.found) - 1 == self._which else node


def _without(several: list[T], at: int) -> list[T]:
    return several[:at] + several[at + 1 :]
