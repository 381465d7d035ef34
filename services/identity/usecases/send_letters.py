"""Letters leave."""

from chassis.clock import Clock
from services.identity.ports import OpenWork, Post, Undeliverable


class SendLetters:
    """Hands over what is due. A letter that the mail system cannot take now waits longer each time."""

    def __init__(self, read: OpenWork, write: OpenWork, post: Post, clock: Clock) -> None:
        self._read, self._write, self._post, self._clock = read, write, post, clock

    async def __call__(self) -> int:
        """How many were due."""
        now = self._clock.now()
        async with self._read() as work:
            due = await work.letters.due(now)
        for letter in due:
            again = False
            if now < letter.useful_until:
                try:
                    await self._post.deliver(letter)
                except Undeliverable:
                    again = False
                except OSError:
                    again = True
            async with self._write() as work:
                if again:
                    await work.letters.put_off(letter, now + letter.wait())
                else:
                    await work.letters.remove(letter.id)
        return len(due)
