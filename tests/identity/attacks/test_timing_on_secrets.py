"""No secret is compared by `==`: it is found by its hash, or compared in constant time (`chassis.tokens.same`)."""

import ast
import re
from pathlib import Path

import services.gateway
import services.identity

IDENTITY, GATEWAY = Path(services.identity.__file__).parent, Path(services.gateway.__file__).parent
# What only its owner should know, and a hash where it stands for one. A key's thumbprint (`jkt`) is public.
_SECRET = r"(^|_)(secret|password|challenge|nonce|cookie|form_token|hash|digest|digits|verifier|value{})$"
# Two hashes of ours, neither of them sent: whether a client is the one just made, or one made before.
_BOTH_OURS = {"api/rpc/accounts.py: secret_hash == secret_hash"}


def compared(text: str) -> set[tuple[str, str]]:
    """The names on both sides of each `==` and `!=` between two things of which neither is written out."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            sides = node.left, node.comparators[0]
            if not any(isinstance(side, ast.Constant) for side in sides):
                found.add((_name(sides[0]), _name(sides[1])))
    return found


def _name(node: ast.AST) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Call(args=[ast.Constant(value=str(name)), *_]) | ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
        case ast.Call(func=func):
            return _name(func)
        case _:
            return ""


def on_secrets(room: Path, *, more: str = "") -> set[str]:
    named = re.compile(_SECRET.format(more))
    return {
        f"{file.relative_to(room)}: {one} == {other}"
        for file in room.rglob("*.py")
        # In there it is SQL, by a hash that is the primary key.
        if "store" not in file.relative_to(room).parts
        for one, other in compared(file.read_text())
        if named.search(one) or named.search(other)
    }


def test_no_secret_is_compared_by_its_first_difference() -> None:
    # The gateway's codes are those of refusals.
    assert on_secrets(IDENTITY, more="|code|key|token") == _BOTH_OURS
    assert on_secrets(GATEWAY) == set()


def test_the_search_can_fail() -> None:
    assert compared("if client.secret_hash == hashed(given): ...") == {("secret_hash", "hashed")}
    assert compared('ok = claims.get("nonce") != nonce') == {("nonce", "nonce")}
    assert compared('ok = asked["code_challenge_method"] != "S256"') == set()
