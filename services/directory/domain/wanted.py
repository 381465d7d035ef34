"""Whom somebody is looking for."""

from dataclasses import dataclass

from services.directory.domain.ids import OrganisationId


@dataclass(frozen=True, slots=True)
class Wanted:
    """`text` is what was typed so far. `near` (a GSS code, or empty) and `today` ("Mon" … "Sun") move professionals of
    that area, and those at work today, up among equals; `within` leaves out every other organisation.
    """

    text: str
    near: str
    today: str
    within: OrganisationId | None
