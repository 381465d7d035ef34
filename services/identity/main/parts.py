"""What goes on by itself: letters and notices leave, checks are asked again, what is over is deleted."""

from collections.abc import Callable

from chassis.repeating import repeating
from chassis.run import Part
from services.identity.clients.back_channel import BackChannel
from services.identity.clients.letters import MailFolder, Smtp
from services.identity.main.house import House
from services.identity.ports import Post
from services.identity.usecases.accounts.close_account import EraseClosed
from services.identity.usecases.letters.send_letters import SendLetters
from services.identity.usecases.proofs.resume_checks import ResumeChecks
from services.identity.usecases.prune import Prune
from services.identity.usecases.sessions.deliver_logouts import DeliverLogouts

_POLL_SECONDS, _CHECKS_SECONDS, _PRUNE_SECONDS = 0.5, 1.0, 60.0
Held = Callable[..., Part]
"""Of a name and the parts that only one process plays at a time."""


def courier(house: House, parties: BackChannel, held: Held) -> dict[str, Part]:
    """What leaves the house."""
    read, write, clock = house.store.read, house.store.write, house.clock
    logouts = DeliverLogouts(read, write, parties, house.keyring, house.settings.issuer, clock, house.ids)
    letters = SendLetters(read, write, post(house), clock)
    leaving = repeating("letters", letters, _POLL_SECONDS), repeating("logouts", logouts, _POLL_SECONDS)
    return {"courier.leaving": held("courier", *leaving)}


def timer(house: House, held: Held) -> dict[str, Part]:
    """What happens when its time has come."""
    read, write, clock = house.store.read, house.store.write, house.clock
    erase = EraseClosed(read, write, house.store.destroy_keys, clock)
    alone = [repeating("pruning", Prune(write, clock), _PRUNE_SECONDS)]
    if asking := house.asking:
        alone.append(repeating("checks", ResumeChecks(read, asking, clock), _CHECKS_SECONDS))
    return {"timer.erasure": repeating("erasure", erase, _CHECKS_SECONDS), "timer": held("timer", *alone)}


def post(house: House) -> Post:
    settings = house.settings
    if settings.smtp_url:
        return Smtp(settings.smtp_url.get_secret_value(), settings.mail_from, house.clock)
    return MailFolder(settings.data_dir / "mail", settings.mail_from, house.clock)
