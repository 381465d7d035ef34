"""How strongly somebody signed in: levels after GPG 44, weakest first, used as `acr` (OIDC Core section 2)."""

LOW, MEDIUM, HIGH = "gpg44-low", "gpg44-medium", "gpg44-high"
LEVELS = (LOW, MEDIUM, HIGH)


def reaches(acr: str, least: str) -> bool:
    """Whether `acr` is at least `least`. No demand is always met; a demand we do not know never is."""
    if not least:
        return True
    return acr in LEVELS and least in LEVELS and LEVELS.index(acr) >= LEVELS.index(least)
