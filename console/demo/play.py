"""`kith demo`: start everything, play the story, say where to look, stay up until Ctrl-C."""

import asyncio
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from console.demo import sample
from console.demo.cast import cast
from console.demo.passkey import SoftPasskey
from console.demo.stage import fresh
from console.demo.story import Outcome, play
from console.demo.visitors import invited
from console.demo.world import PASSWORD, World
from console.listen import Receiver
from console.secrets import signing_key
from console.supervisor import Supervisor


async def demo(data: Path, port: int, source: Path | None, *, leave: bool, as_json: bool) -> int:
    """Answers the exit status: 0 only if every step held."""

    def say(text: str) -> None:
        print(text, file=sys.stderr if as_json else sys.stdout, flush=True)

    fresh(data)
    if source is None:
        source = data / "sample"
        sample.write(source)
    players = cast(source)
    # The partner's endpoint is on this machine, which the courier refuses anywhere but in a demo.
    with Receiver() as receiver:
        async with Supervisor(
            data, port=port, sandbox=True, environment={"KITH_WEBHOOK_ALLOW_LOOPBACK": "true"}
        ) as kith:
            say(f"Starting four services on {kith.data} …")
            say(f"Ready in {await kith.ready():.1f} s at {kith.topology.base_url}")
            world = World.begin(kith.topology, players, receiver, say)
            try:
                outcome = await asyncio.to_thread(play, world)
                world.published = _published(world)
                world.publish()
                invitations = await asyncio.to_thread(invited, world) if outcome.held else {}
                _conclude(world, outcome, invitations, as_json=as_json)
                if not leave:
                    say("\nCtrl-C stops everything.")
                    await _until_told()
            finally:
                for site in world.sites:
                    site.stop()
    return 0 if outcome.held else 1


async def _until_told() -> None:
    told = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, told.set)
    await told.wait()


def _conclude(world: World, outcome: Outcome, invitations: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(outcome.document(), indent=2))
    checks = sum(len(step.checks) for step in outcome.steps)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    world.say(
        f"\n{'Every step held' if outcome.held else 'The story did not hold'}: {checks} checks; console {peak} MB."
    )
    world.say(f"\n  Residents and workers sign in at {world.base_url}/sign-in with the password “{PASSWORD}”:")
    for key in ("resident", "namesake"):
        if key in world.signed_in:
            world.say(f"    {world.signed_in[key].email:44} {key}")
    for who in world.cast.workers:
        world.say(f"    {world.worker_email(who):44} {who.role}, {who.organisation}")
    if invitations:
        world.say(f"  Records and reviews want a passkey. Make one, at {world.cast.council}, as a")
    for role, url in invitations.items():
        world.say(f"    {role:8} {url}")
    world.say(f"  API documentation: {world.base_url}/docs")
    for site in world.sites:
        world.say(f"  {site.name}'s own site: {site.url}/sign-in")
    world.say(f"  Every letter that was sent: http://localhost:{world.topology.sandbox}/post/")
    world.say(f"  All of it for programs: {world.data / 'demo.json'}")
    world.say("  These passwords and keys are for trying Kith out, never for real people's data.")


def _passkey(passkey: SoftPasskey) -> dict[str, str]:
    return {
        "credential_id": passkey.credential_id,
        "user_handle": passkey.user_handle,
        "private_key": passkey.pem,
    }


def _published(world: World) -> dict[str, Any]:
    """The content of demo.json; docs/demo.schema.json says what it may hold."""
    return {
        "base_url": world.base_url,
        "pid": os.getpid(),
        "residents": [
            {"email": world.signed_in[key].email, "password": PASSWORD, "name": person.name}
            for key, person in (("resident", world.cast.resident), ("namesake", world.cast.namesake))
            if key in world.signed_in
        ],
        "workers": [
            {
                "email": (email := world.worker_email(who)),
                "password": PASSWORD,
                **({"passkey": _passkey(world.passkeys[email])} if email in world.passkeys else {}),
                "name": who.name,
                "role": who.role,
                "organisation": who.organisation,
            }
            for who in world.cast.workers
        ],
        "councils": [
            {
                "name": site.name,
                "client_id": site.client_id,
                "redirect_uri": site.redirect_uri,
                "key_file": str(site.key_file),
                "url": site.url,
            }
            for site in world.sites
        ],
        "services": [
            {
                "name": service.name,
                "profile": service.profile,
                "client_id": service.client_id,
                "redirect_uri": service.redirect_uri,
                "key_file": str(service.key_file),
            }
            for service in world.services
        ],
        "partners": [
            {
                "name": world.cast.charity,
                "client_id": world.ids["partner client"],
                "key_file": str(signing_key(world.data, "partner")),
                "webhook_secret": world.receiver.secret,
                "webhook_url": world.receiver.url,
            }
        ]
        if "partner client" in world.ids
        else [],
        "first_party_client": {"client_id": world.app_client},
    }
