"""The page for records managers says what the table says."""

from pathlib import Path

from services.cases.domain.retention.schedule import TABLE, VERSION, Rule

PAGE = (Path(__file__).parents[3] / "docs" / "retention.md").read_text()


def row(rule: Rule) -> str:
    days = []
    if rule.birthday:
        death = f", or {rule.child_death} years after a death under 18" if rule.child_death else ""
        days.append(f"{rule.birthday}th birthday{death}")
    if rule.closed:
        days.append(f"{rule.closed} years after closing")
    return f"| {rule.nation} | {rule.retention.words} | {'; '.join(days)} | {rule.source} |"


def test_the_page_has_every_row_of_the_table_and_no_other() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith(("| England", "| Wales", "| Scotland"))]
    assert rows == [row(rule) for rule in TABLE]
    assert f"table {VERSION}." in PAGE
