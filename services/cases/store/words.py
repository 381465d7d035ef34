"""What somebody wrote in words, sealed under a person's key at an organisation, and opened again."""

from collections.abc import Mapping

import orjson

from services.cases.ports.keys import Keys


async def seal(keys: Keys, key: str, place: str, words: Mapping[str, str]) -> bytes:
    """`place` says which row and column it is for; moved elsewhere it does not open."""
    return await keys.seal(key, orjson.dumps(words), place.encode())


async def opened(keys: Keys, key: str, place: str, sealed: bytes) -> dict[str, str]:
    """Raises KeyDestroyed where the person was erased there."""
    words: dict[str, str] = orjson.loads(await keys.open(key, sealed, place.encode()))
    return words
