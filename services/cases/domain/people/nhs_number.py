"""The NHS number: ten digits, the last a check digit (NHS Data Dictionary, "NHS NUMBER", modulus 11)."""

_DIGITS = 10


def nhs_number(text: str) -> str | None:
    """The ten digits of a number whose check digit agrees, however it is spaced; None for anything else.

    A valid form is no proof that the number was ever given to this person, or to anybody.
    """
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits[:-1], range(_DIGITS, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    # 10 cannot be written as one digit, so no number has it.
    return digits if check == int(digits[-1]) else None
