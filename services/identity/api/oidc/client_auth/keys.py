"""The public keys of clients: as registered, or at their `jwks_uri`, read again when a key is not among those known."""

import contextlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from chassis.clock import Clock
from chassis.errors import Invalid, Unavailable
from services.identity.domain.clients.client import Client, check_jwks
from services.identity.ports import Documents

_FRESH = timedelta(minutes=15)
# However many unknown names a sender makes up, a client's host is asked once a minute.
_LEAST_BETWEEN = timedelta(minutes=1)
_MOST_KEPT = 1_000


class ClientKeys:
    """Keeps at most 1,000 sets, each for 15 minutes; one that cannot be read again stays in use."""

    def __init__(self, documents: Documents, clock: Clock) -> None:
        self._documents, self._clock = documents, clock
        self._kept: dict[str, tuple[datetime, Sequence[dict[str, Any]]]] = {}

    async def of(self, client: Client, kid: object = None) -> Sequence[dict[str, Any]]:
        """JWKs; none when there are none to be had. `kid`: the one looked for, if the sender named one."""
        if not client.registration.jwks_uri:
            return _read(client.jwks)
        uri, now = client.registration.jwks_uri, self._clock.now()
        read_at, keys = self._kept.get(uri, (None, []))
        known = kid is None or any(key.get("kid") == kid for key in keys)
        if read_at and now - read_at < (_FRESH if keys and known else _LEAST_BETWEEN):
            return keys
        with contextlib.suppress(Unavailable):
            keys = _read((await self._documents.get(uri)).decode(errors="replace"))
        self._kept.pop(uri, None)
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[uri] = (now, keys)
        return keys


@lru_cache(maxsize=_MOST_KEPT)
def _read(text: str) -> Sequence[dict[str, Any]]:
    """Those of a set that are good for anything; a stranger's document may hold more than we can use."""
    try:
        found = json.loads(text)["keys"] if text else []
    except (ValueError, TypeError, KeyError, RecursionError):
        return []
    return [key for key in found if _usable(key)] if isinstance(found, list) else []


def _usable(key: object) -> bool:
    try:
        check_jwks(json.dumps({"keys": [key]}))
    except Invalid:
        return False
    return True
