"""If-Match (RFC 9110 section 13.1.1): which version of a thing a change was made to."""

import re
from typing import Annotated

from fastapi import Depends, Header

from chassis.errors import Invalid

_TAG = re.compile(r'"(\d{1,18})"')


async def _version(if_match: Annotated[str, Header(description='The ETag last read, such as "3".')]) -> int:
    """The version that the one strong tag names; `*` and lists would change what was never read."""
    tag = _TAG.fullmatch(if_match.strip())
    if tag is None:
        raise Invalid.field("If-Match", 'must be the one ETag that was read, such as "3"')
    return int(tag[1])


IfMatch = Annotated[int, Depends(_version)]
