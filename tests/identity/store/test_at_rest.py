"""What lies in the database: secrets hashed, personal data sealed, every act in the log."""

import ast
from datetime import date
from pathlib import Path

from kith.identity.v1.events_pb2 import IdentityEvent
from sqlalchemy import select

from chassis.tokens import hashed
from services.identity.domain.proofs.proof import Claims, Evidence, Submission
from services.identity.store import tables
from tests.identity.house import PASSWORD, ROOM, VERIFIER, House, caller, house_at

PASSPORT = Evidence("uk_passport", "532197451", date(2031, 1, 1))
AMINA = Claims("Amina", "Begum", date(1992, 3, 14), "WS13 6YZ")


async def test_nothing_secret_or_personal_can_be_read_from_the_files(tmp_path: Path) -> None:
    async with house_at(f"sqlite:///{tmp_path}/identity.db", tmp_path) as house:
        amina = await house.resident()
        await house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
        council, desk = await house.party(), await house.party("first-party")
        code = await house.code(council, amina.value)
        tokens = (await house.redeem(council, code)).json
        refresh = (await house.tokens(desk, amina.value))["refresh_token"]
        await house.userinfo(tokens["access_token"])
        async with house.read() as work:
            active = next(key for key in await work.signing_keys.all() if key.state == "active")
    lying = _lying(tmp_path)
    secrets = [PASSWORD, amina.value, code, refresh, tokens["access_token"], VERIFIER]
    personal = ["amina@example.org", "Amina", "Begum", "1992-03-14", "WS13 6YZ", PASSPORT.number, "192.0.2.10"]
    for word in (*secrets, *personal):
        assert word.encode() not in lying, word
    assert active.private not in lying
    # The search can fail: what is kept as a hash is found as one.
    assert hashed(amina.value).encode() in lying


async def test_a_hint_of_who_will_sign_in_is_shown_on_the_page_and_sealed_at_rest(tmp_path: Path) -> None:
    hint = "zebedee@example.org"
    async with house_at(f"sqlite:///{tmp_path}/identity.db", tmp_path) as house:
        council = await house.party()
        pushed = await house.post("/oauth2/par", house.request(council, login_hint=hint) | house.proof_of(council))
        sent = {"client_id": council.client.id, "request_uri": pushed.json["request_uri"]}
        for asked in (sent, house.request(council, login_hint=hint)):
            _, query = (await house.get("/oauth2/authorize", **asked)).location
            assert (await house.get_interaction(query["interaction"], "")).interaction.request.login_hint == hint
    assert hint.encode() not in _lying(tmp_path)


def _lying(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_every_act_leaves_a_leaf_about_the_account(any_house: House) -> None:
    house = any_house
    amina = await house.resident()
    me = caller(amina.session.account_id)
    await house.submit_proof(me, Submission(AMINA, (PASSPORT,)))
    council = await house.party()
    tokens = await house.tokens(council, amina.value)
    await house.userinfo(tokens["access_token"])
    await house.get_proven_identity(me.subject)
    await house.revoke_approval(me, council.client.id)
    await house.sign_out(amina.value)
    async with house.store.db.reading() as tx:
        leaf = tables.log.leaf
        rows = await tx.execute(select(leaf.c.kind).where(leaf.c.subject == me.subject).order_by(leaf.c.seq))
        kinds = list(rows.scalars())
    assert kinds == [
        "account.registered",
        "session.opened",
        "proof.submitted",
        "proof.checked",
        "proof.checked",
        "proof.checked",
        "proof.checked",
        "proof.completed",
        "approval.given",
        "grant.made",
        "token.issued",
        "claims.released",
        "proof.read",
        "grant.ended",
        "approval.withdrawn",
        "session.ended",
    ]


async def test_a_completed_proof_is_told_to_others_without_anything_personal(any_house: House) -> None:
    amina = await any_house.resident()
    proof = await any_house.submit_proof(caller(amina.session.account_id), Submission(AMINA, (PASSPORT,)))
    async with any_house.store.db.reading() as tx:
        [row] = (await tx.execute(select(tables.outbox.table))).all()
    assert (row.topic, row.key, row.type) == ("kith.identity.v1", amina.session.account_id, "proof.completed")
    event = IdentityEvent.FromString(row.payload)
    assert event.proof_completed.proof_id == proof.id
    assert event.proof_completed.confidence == "medium"


# What these write is no act of anybody's yet, and is gone in minutes.
_NO_ACT = {
    "begin_workplace_sign_in.py": "where to come back to; who comes back leaves the leaf",
    "exchange.py": "that a DPoP proof was used; the service asked with the token leaves the leaf",
    "find_device.py": "that a code was tried; the answer to the device leaves the leaf",
}


def test_every_use_case_that_writes_leaves_a_leaf() -> None:
    telling = {"open_session", "end_session", "end_grant", "end_client", "end_all_access"}
    telling |= {"keep_passkey", "write_letter"}
    silent = set()
    for file in sorted((ROOM / "usecases").rglob("*.py")):
        tree = ast.parse(file.read_text())
        writes = any(isinstance(node, ast.Attribute) and node.attr == "_write" for node in ast.walk(tree))
        called = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
        }
        if writes and not called & (telling | {"tell"}):
            silent.add(file.name)
    assert silent == _NO_ACT.keys()


async def test_the_migrations_make_exactly_the_tables_the_code_uses(any_house: House) -> None:
    async with any_house.store.db.reading() as tx:
        for table in tables.metadata.sorted_tables:
            await tx.execute(select(table).limit(1))
