"""Phone numbers come in many forms and are read out in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.directory.domain.column import BadColumn
from services.directory.domain.phone import phone


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("01632960123", "01632 960123"),
        ("(01632) 960 123", "01632 960123"),
        ("+44(0)20 7946 0642", "020 7946 0642"),
        ("+442079460642", "020 7946 0642"),
        ("0044 20 7946 0642", "020 7946 0642"),
        ("(0118)4960832", "0118 496 0832"),
        ("0121-496-0000", "0121 496 0000"),
        ("+44 28 9018 0930", "028 9018 0930"),
        ("0306 999 0149", "0306 999 0149"),
        ("08081570206", "0808 157 0206"),
        ("0800 111111", "0800 111111"),
        ("07700900456", "07700 900456"),
        ("015396 12345", "015396 12345"),
        ("01632 960123 ext. 45", "01632 960123 ext 45"),
        ("01632 960123x45", "01632 960123 ext 45"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_a_uk_number_is_shown_with_its_area_code_apart(given: str, shown: str) -> None:
    assert phone("phone", given) == shown


@pytest.mark.parametrize("given", ["101", "+353 1 496 0000", "01632 960123 or 960124", "switchboard 4321"])
def test_what_is_no_uk_number_is_kept_as_it_was_given(given: str) -> None:
    assert phone("phone", given) == given


@pytest.mark.parametrize("given", ["none", "n/a", "-"])
def test_a_value_without_digits_is_refused(given: str) -> None:
    with pytest.raises(BadColumn, match="phone: has no digits"):
        phone("phone", given)


@given(st.from_regex(r"0[1235789][0-9]{9}", fullmatch=True))
def test_tidying_changes_no_digit_and_tidying_again_changes_nothing(number: str) -> None:
    shown = phone("phone", number)
    assert shown.replace(" ", "") == number
    assert phone("phone", shown) == shown
