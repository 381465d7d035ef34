"""8. The resident sees who looked, and withdraws: what rested on her consent stops, the rest goes on."""

from console.demo.check import Step
from console.demo.steps.events import partner_of
from console.demo.world import World


def withdrawal(world: World, step: Step) -> None:
    cast, ids = world.cast, world.ids
    rows = world.resident.api.get("/v1/me/disclosures")["items"]
    looks = [r for r in rows if r["what"] == "record" and r["organisation_name"] == cast.trust]
    step.check(
        looks, f"she sees who looked, when and why: {cast.trust}, {looks[0]['purpose'] if looks else ''}", rows[:3]
    )
    step.check(cast.health_visitor.family_name not in str(rows), "by role and team, not by name")
    _wait_with_deliveries(world, step)
    # Well again before anything of the withdrawal is sent: a second failure would put that off by minutes.
    world.receiver.status = 204
    receipt = world.resident.api.post(f"/v1/consents/{ids['consent']}/withdraw", {})
    step.check(receipt["signature"], "she withdraws, in one step, and gets a signed receipt")
    step.same(receipt["ended_share_ids"], [ids["consent share"]], "it names what ended")
    step.same([c["share_id"] for c in receipt["continuing"]], [ids["public task share"]], "and what goes on")
    step.check(
        "public task" in receipt["continuing"][0]["because"].lower(), f"and why: {receipt['continuing'][0]['because']}"
    )
    visitor = world.as_(cast.health_visitor)
    after = visitor.raw("GET", f"/v1/records/{ids['housing record']}?purpose=housing_support")
    step.refused(after, 403, "the next read is refused")
    still = visitor.get(f"/v1/records/{ids['social_care record']}?purpose=direct_care")
    step.check(still["content"], f"the share on public task survives and still reads ({still['because']})")
    gone = partner_of(world).raw("GET", f"{ids['partner record url']}?purpose=housing_support")
    step.check(gone.status_code in (403, 404), "the charity can no longer fetch what it was told of", gone.text)
    _nothing_leaves(world, step)


def _wait_with_deliveries(world: World, step: Step) -> None:
    """Two more events for the charity, while its endpoint is ill: one in retry, one queued behind it."""
    receiver, worker = world.receiver, world.as_(world.cast.social_worker)
    receiver.status = 503
    for title in ("Rent paid", "Rent paid again"):
        worker.post(
            f"/v1/cases/{world.ids['case']}/records",
            {"data_class": "housing", "title": title, "content": "On time."},
        )
    partner = partner_of(world)
    path = f"/v1/subscriptions/{world.ids['subscription']}/deliveries"
    step.soon(
        lambda: [d for d in partner.get(path)["items"] if d["state"] == "waiting" and d["attempts"] > 0] or None,
        "the charity's endpoint answers 503: its deliveries wait for another try",
    )


def _nothing_leaves(world: World, step: Step) -> None:
    receiver, partner = world.receiver, partner_of(world)
    before = len(receiver.received)
    replayed = partner.post(f"/v1/subscriptions/{world.ids['subscription']}/replay", {"since": "2026-01-01T00:00:00Z"})
    step.check(replayed["queued"] > 0, f"the charity asks for a replay of {replayed['queued']} deliveries")
    manager = world.as_(world.cast.council_manager)

    def dropped() -> list[dict[str, object]] | None:
        items = manager.get("/v1/dropped-deliveries?limit=50")["items"]
        mine = [d for d in items if d["type"].endswith("record.added")]
        return mine if len(mine) >= 3 else None

    rows = step.soon(dropped, "the retried, the queued and the replayed are each dropped")
    reasons = {str(row["dropped_because"]) for row in rows}
    step.check(all(reasons), f"the council's log says why: {'; '.join(sorted(reasons))}")
    step.soon(
        lambda: [r for r in receiver.received if r.event["type"].endswith("share.ended")] or None,
        "the charity is told that the share ended",
    )
    # Each attempt is a disclosure in her log, so what follows begins only once nothing is on its way.
    path = f"/v1/subscriptions/{world.ids['subscription']}/deliveries"
    step.soon(
        lambda: all(d["state"] == "delivered" for d in partner.get(path)["items"]) or None, "nothing is on its way"
    )
    late = [r.event["type"] for r in receiver.received[before:] if not r.event["type"].endswith("share.ended")]
    step.same(late, [], "and that is the last it hears")
