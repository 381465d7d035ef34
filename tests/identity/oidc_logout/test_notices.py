"""Back-Channel Logout 1.0: each relying party is told by itself."""

from services.identity.domain.sessions.logout import USEFUL_FOR, LogoutNotice
from services.identity.usecases.sessions.deliver_logouts import DeliverLogouts
from tests.identity.house import ISSUER, House
from tests.identity.rfc7592.software import software


class Stumbling:
    """Calls of which one ends in what nobody expects."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def post(self, uri: str, token: str) -> bool:
        if uri == "https://bins.example/out":
            raise UnicodeError("label empty or too long")
        self.told.append(uri)
        return True


async def test_a_relying_party_over_which_we_stumble_keeps_no_other_waiting(any_house: House) -> None:
    house, calls, now = any_house, Stumbling(), any_house.clock.now()
    for name in ("bins", "housing"):
        party = await software(house, backchannel_logout_uri=f"https://{name}.example/out")
        async with house.write() as work:
            notice = LogoutNotice(f"ses_1/{name}", party.client_id, "sub", "ses_1", "sid", now + USEFUL_FOR)
            await work.logouts.add(notice, now)
    deliver = DeliverLogouts(house.read, house.write, calls, house.keyring, ISSUER, house.clock, house.ids)
    assert [await deliver(), await deliver()] == [2, 0]
    assert calls.told == ["https://housing.example/out"]
    house.later(seconds=31)
    assert await deliver() == 1, "it is tried again, as one that did not answer"
