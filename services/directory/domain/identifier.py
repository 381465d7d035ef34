"""Identifiers other registers give organisations, written `scheme:value`."""

import re

from services.directory.domain.column import BadColumn

# gss: ONS codes of councils and combined authorities. E06 unitary, E07 district, E08 metropolitan, E09 London borough,
#      E10 county, E47 combined authority, E61 Greater London, W06 Wales, S12 Scotland, N09 Northern Ireland.
# ods: NHS Organisation Data Service, one to nine letters and digits.
# urn: Get Information about Schools, six digits.
# charity: England and Wales six or seven digits, SC with six for Scotland, NIC with six for Northern Ireland.
_SCHEMES = {
    "gss": (re.compile(r"(E0[6-9]|E10|E47|E61|W06|S12|N09)\d{6}"), "gss:E07000194"),
    "ods": (re.compile(r"[A-Z0-9]{1,9}"), "ods:RRE"),
    "urn": (re.compile(r"\d{6}"), "urn:123456"),
    "charity": (re.compile(r"\d{6,7}|SC\d{6}|NIC\d{6}"), "charity:1234567"),
}


def identifier(column: str, given: str) -> str:
    """The identifier with its scheme in lower case and its value in upper case, or empty for none.

    Raises:
        BadColumn: the scheme is unknown, or the value is not of its form.
    """
    if not given.strip():
        return ""
    scheme, _, value = given.strip().partition(":")
    scheme, value = scheme.lower(), value.strip().upper()
    if scheme not in _SCHEMES:
        raise BadColumn(column, f"does not begin with one of {', '.join(f'{s}:' for s in _SCHEMES)}")
    form, example = _SCHEMES[scheme]
    if not form.fullmatch(value):
        raise BadColumn(column, f"is not of the form {example}")
    return f"{scheme}:{value}"


def area_of(identified: str) -> str:
    """The area a `gss:` identifier names; empty for any other."""
    scheme, _, value = identified.partition(":")
    return value if scheme == "gss" else ""
