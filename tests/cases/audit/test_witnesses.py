"""Who cosigns the log, and what is served with whose line under it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select

from chassis.errors import Conflict, Denied, Invalid, NotFound
from chassis.merkle import Checkpoint, Kind, KnownLog, Note, Sequencer, Signer
from chassis.merkle import Witness as Cosigner
from chassis.tokens import Caller
from services.cases.domain.audit.witness import Witness
from services.cases.store.audit.transparency import SqlTransparency
from services.cases.store.tables.metadata import log
from services.cases.usecases.audit.add_cosignature import AddCosignature
from services.cases.usecases.audit.register_witness import RegisterWitness
from tests.cases.town import AMINA, COUNCIL, NHS, Town, partner, town_at, worker
from tests.chassis import outsider

LOG = Signer("kith/cases", Ed25519PrivateKey.generate())
OPERATOR = Caller("cli_operator", "operator", frozenset({"witnesses:write"}), {"role": "operator"})


def signer(name: str = "nhs.example/witness", kind: Kind = Kind.COSIGNATURE) -> Signer:
    return Signer(name, Ed25519PrivateKey.generate(), kind)


def of(organisation: str) -> Caller:
    """An organisation's witness."""
    claims = {"org": organisation, "role": "witness"}
    return Caller(f"cli_witness_{organisation}", "witness", frozenset({"log:cosign"}), claims)


@pytest.fixture
async def town(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town_at(database_url, tmp_path) as there:
        await there.take(COUNCIL, [AMINA])
        await sequence(there)
        yield there


async def sequence(town: Town) -> None:
    while await Sequencer(town.db, log, LOG, town.clock).run_once():
        continue


async def newest(town: Town, *, witnessed: bool = False) -> str:
    note, _ = await SqlTransparency(town.db).checkpoint(witnessed=witnessed)
    return note


async def register(town: Town, organisation: str, key: Signer, caller: Caller = OPERATOR) -> Witness:
    return await RegisterWitness(town.work, town.clock)(caller, organisation, str(key.verifier))


async def hand_over(town: Town, caller: Caller, note: str) -> int:
    return await AddCosignature(town.work, town.clock)(caller, note)


def cosigned(town: Town, note: str, key: Signer) -> str:
    known = KnownLog(LOG.verifier.name, (LOG.verifier,))
    return str(Cosigner(known, key).cosign(Note.parse(note), (), None, town.clock.now()))


async def leaves(town: Town) -> int:
    async with town.db.reading() as tx:
        return int((await tx.execute(select(func.count()).select_from(log.leaf))).scalar_one())


async def test_a_checkpoint_is_served_with_the_lines_of_all_who_cosigned_it(town: Town) -> None:
    health, council = signer(), signer("lichfield.example/witness")
    await register(town, NHS, health)
    await register(town, COUNCIL, council)
    await sequence(town)
    bare = await newest(town)
    with pytest.raises(NotFound):
        await newest(town, witnessed=True)
    size = Checkpoint.parse(Note.parse(bare).text).size
    # Each hands over what it made of the note it was shown, without the other's line.
    assert await hand_over(town, of(NHS), cosigned(town, bare, health)) == size
    assert await hand_over(town, of(COUNCIL), cosigned(town, bare, council)) == size
    served = await newest(town)
    second = int(town.clock.now().timestamp())
    assert [outsider.cosigned_at(served, str(key.verifier)) for key in (health, council)] == [second, second]
    assert outsider.read_checkpoint(served, str(LOG.verifier)).size == size


async def test_the_newest_witnessed_one_stays_to_be_had_while_the_log_goes_on(town: Town) -> None:
    health = signer()
    await register(town, NHS, health)
    await sequence(town)
    await hand_over(town, of(NHS), cosigned(town, await newest(town), health))
    with_line, at = await newest(town), town.clock.now()
    town.clock.at += timedelta(seconds=1)
    await register(town, COUNCIL, signer("lichfield.example/witness"))
    await sequence(town)
    assert str(health.verifier).split("+")[0] not in await newest(town)
    assert await newest(town, witnessed=True) == with_line
    [first, second] = await SqlTransparency(town.db).witnesses()
    assert (first.cosigned_size, first.cosigned_at) == (
        Checkpoint.parse(Note.parse(with_line).text).size,
        at,
    )
    assert (second.cosigned_size, second.cosigned_at) == (0, None)


async def test_an_older_cosignature_that_comes_late_takes_nothing_back(town: Town) -> None:
    health = signer()
    await register(town, NHS, health)
    old = await newest(town)
    await sequence(town)
    new = await newest(town)
    await hand_over(town, of(NHS), cosigned(town, new, health))
    await hand_over(town, of(NHS), cosigned(town, old, health))
    assert (await newest(town, witnessed=True)).startswith(Note.parse(new).text)


async def test_only_a_key_registered_for_the_callers_organisation_counts(town: Town) -> None:
    health, stranger = signer(), signer()
    await register(town, NHS, health)
    await sequence(town)
    bare = await newest(town)
    for caller, note in (
        (of(COUNCIL), cosigned(town, bare, health)),
        (of(NHS), cosigned(town, bare, stranger)),
        (of(NHS), bare),
    ):
        with pytest.raises(Denied) as refused:
            await hand_over(town, caller, note)
        assert refused.value.code == "not-a-witness"
    with pytest.raises(Denied, match="log:cosign"):
        await hand_over(town, partner(NHS), cosigned(town, bare, health))
    assert await newest(town) == bare


async def test_a_cosignature_of_anything_but_a_checkpoint_of_ours_is_refused(town: Town) -> None:
    health = signer()
    await register(town, NHS, health)
    await sequence(town)
    bare = await newest(town)
    forked = Checkpoint(LOG.verifier.name, Checkpoint.parse(Note.parse(bare).text).size, b"x" * 32)
    fork = forked.signed(LOG, town.clock.now())
    with pytest.raises(NotFound):
        await hand_over(town, of(NHS), cosigned(town, str(fork), health))
    for wrong in ("trust me", "", "a\n\n— b Yg==\n"):
        with pytest.raises(Invalid):
            await hand_over(town, of(NHS), wrong)
    good = Note.parse(cosigned(town, bare, health))
    line = good.signatures[-1]
    false = replace(good, signatures=(good.signatures[0], replace(line, value=line.value[:-1] + b"x")))
    with pytest.raises(Invalid, match="does not verify"):
        await hand_over(town, of(NHS), str(false))
    assert await newest(town) == bare


async def test_an_operator_registers_cosigning_keys_of_organisations_there_are(town: Town) -> None:
    health = signer()
    before = await leaves(town)
    made = await register(town, NHS, health)
    assert (made.organisation_id, made.registered_by) == (NHS, "cli_operator")
    assert await leaves(town) == before + 1
    with pytest.raises(Conflict):
        await register(town, COUNCIL, health)
    with pytest.raises(NotFound):
        await register(town, "org_nobody", signer())
    with pytest.raises(Invalid, match="0x04"):
        await register(town, NHS, signer(kind=Kind.ED25519))
    with pytest.raises(Invalid):
        await RegisterWitness(town.work, town.clock)(OPERATOR, NHS, "no key")
    with pytest.raises(Denied):
        await register(town, NHS, signer(), worker(NHS, role="manager"))


async def test_a_cosignature_leaves_no_leaf_else_there_were_always_one_more_to_cosign(town: Town) -> None:
    health = signer()
    await register(town, NHS, health)
    await sequence(town)
    before = await leaves(town)
    await hand_over(town, of(NHS), cosigned(town, await newest(town), health))
    assert await leaves(town) == before
