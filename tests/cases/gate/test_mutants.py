"""The tool that breaks the gate's code: what it finds to break, and that each explanation is of code as it is now."""

import tomllib

import pytest

from tests.cases.gate.breaking import AT_IMPORT, Mutant, broken, mutants
from tests.cases.gate.mutants import EXPLAINED, explained, source
from tests.cases.gate.mutated import MODULES

RULE = """
GROWN = 17
GROWN += 1


def may(age, asked, told=None):
    if age >= GROWN and asked:
        return "yes" if told is None else told
    return "no"
"""
_SHORTEST_REASON = 30


def answers(number: int | None) -> list[object]:
    """What the rule says to several, with that thing broken."""
    names: dict[str, object] = {}
    exec(broken(RULE, number), names)
    may = names["may"]
    assert callable(may)
    return [may(17, True), may(18, True), may(18, False), may(19, True, "maybe")]


def test_each_mutant_says_where_it_is_and_answers_otherwise() -> None:
    found = mutants(RULE)
    assert found[:2] == [Mutant(AT_IMPORT, "GROWN = 17", "17", "18"), Mutant(AT_IMPORT, "GROWN += 1", "1", "2")]
    assert Mutant("may", "if age >= GROWN and asked:", "age >= GROWN", "age > GROWN") in found
    assert Mutant("may", "if age >= GROWN and asked:", "age >= GROWN and asked", "age >= GROWN") in found
    assert len(set(found)) == len(found)
    as_it_is = answers(None)
    assert as_it_is == ["no", "yes", "no", "maybe"]
    for number in range(len(found)):
        assert answers(number) != as_it_is, found[number]


def test_what_a_module_says_of_itself_is_broken_without_its_functions() -> None:
    names: dict[str, object] = {}
    for number in (0, 1):
        exec(broken(RULE, number, at_import=True), names)
        assert names["GROWN"] == 19
    assert "may" not in names


@pytest.mark.parametrize("name", MODULES)
def test_what_survives_is_explained_of_the_code_as_it_is_now(name: str) -> None:
    gone = set(explained(name)) - set(mutants(source(name)))
    assert not gone, "look at these again: the line they are about has changed"
    for mutant, because in explained(name).items():
        assert len(because) >= _SHORTEST_REASON, mutant


def test_only_the_gate_is_explained() -> None:
    told = tomllib.loads(EXPLAINED.read_text()).get("mutant", [])
    assert {one["module"] for one in told} <= set(MODULES)
