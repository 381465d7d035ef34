"""The council's own dress: a name and a colour. Never GOV.UK's crown, logotype or font."""

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_LEAST_CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class Look:
    """`colour` is "#rrggbb", dark enough for white text on it (WCAG 2.2, 1.4.3). Raises ValueError otherwise."""

    name: str = "Kith"
    colour: str = "#0b4f5c"

    def __post_init__(self) -> None:
        if not _HEX.fullmatch(self.colour):
            raise ValueError(f"{self.colour!r} is not a colour of the form #rrggbb")
        if (contrast := 1.05 / (_luminance(self.colour) + 0.05)) < _LEAST_CONTRAST:
            raise ValueError(f"white text on {self.colour} has a contrast of {contrast:.1f}; at least 4.5 is needed")

    @property
    def css(self) -> str:
        return f":root{{--kith-colour:{self.colour}}}\n"


def _luminance(colour: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, glossary)."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
