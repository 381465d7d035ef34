"""Letters leave."""

from chassis.clock import Clock
from chassis.log import logger
from services.identity.domain.events import Event
from services.identity.domain.letters.letter import Letter
from services.identity.ports import OpenWork, Post, Undeliverable


class SendLetters:
    """Hands over what is due. A letter that the mail system cannot take now, or over which we stumble ourselves, waits
    longer each time, and keeps no other waiting.
    """

    def __init__(self, read: OpenWork, write: OpenWork, post: Post, clock: Clock) -> None:
        self._read, self._write, self._post, self._clock = read, write, post, clock

    async def __call__(self) -> int:
        """How many were due."""
        now = self._clock.now()
        async with self._read() as work:
            due = await work.letters.due(now)
        for letter in due:
            sent = await self._sent(letter) if now < letter.useful_until else False
            async with self._write() as work:
                if sent is None:
                    await work.letters.put_off(letter, now + letter.wait())
                else:
                    await work.letters.remove(letter.id)
                    facts = {"letter_id": letter.id, "kind": letter.kind}
                    work.tell(Event("letter.sent" if sent else "letter.given-up", "", facts))
        return len(due)

    async def _sent(self, letter: Letter) -> bool | None:
        """Whether it was handed over; None where it is worth trying again."""
        try:
            await self._post.deliver(letter)
        except Undeliverable:
            return False
        except OSError:
            return None
        except Exception:
            logger().exception("letter not handed over", kind=letter.kind)
            return None
        return True
