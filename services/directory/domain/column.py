"""What is wrong with one value of one column of an imported row."""


class BadColumn(ValueError):
    """The value of `column` cannot be taken, for `reason` (plain English that does not quote the value)."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column, self.reason = column, reason


LONGEST = 200
"""Characters of a name, role, team or address. Longer is a broken file rather than a long name."""


def tidy(column: str, given: str) -> str:
    """Text with single spaces and no control characters.

    Raises:
        BadColumn: longer than `LONGEST` characters.
    """
    text = " ".join("".join(c if c.isprintable() else " " for c in given).split())
    if len(text) > LONGEST:
        raise BadColumn(column, f"longer than {LONGEST} characters")
    return text


def required(column: str, given: str) -> str:
    """`tidy` text that is not empty. Raises BadColumn."""
    text = tidy(column, given)
    if not text:
        raise BadColumn(column, "is empty")
    return text
