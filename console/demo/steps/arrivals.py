"""1. Organisations, professionals and two caseloads come in; the same person in both is linked once."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from console.api import Api, Refused
from console.demo.cast import Professional
from console.demo.check import Step
from console.demo.well_linked import TRUTH, well_linked
from console.demo.world import PASSWORD, World
from console.imports import Report, count, import_file
from console.progress import Progress
from console.topology import database_url


def arrivals(world: World, step: Step) -> None:
    cast, api = world.cast, world.operator
    with Progress(world.say) as progress:
        organisations = progress.over(cast.organisations, "organisations", api)
        professionals = progress.over(cast.professionals, "professionals", api)
        caseloads = [
            (cast.caseload_council, world.organisation(cast.council), "social care", "2026-11-01"),
            (cast.caseload_nhs, world.organisation(cast.trust), "community health", "2026-10-31"),
        ]
        council, nhs = (
            step.soon(partial(_once_known, progress, file, api, organisation_id=holder, feed=feed, as_of=as_of))
            for file, holder, feed, as_of in caseloads
        )
    for report in (organisations, professionals, council, nhs):
        _say(world, report)
    for kind, file, report in (
        ("organisations", cast.organisations, organisations),
        ("professionals", cast.professionals, professionals),
        ("people", cast.caseload_council, council),
        ("people", cast.caseload_nhs, nhs),
    ):
        step.same(
            report.taken + len(report.rejected), count(kind, file), f"every row of {file.name} was taken or named"
        )
    step.check(nhs.linked > 0, f"{nhs.linked} people known to both agencies were linked, once each")
    found = well_linked(cast.folder, database_url(world.data, "cases"), caseloads[0][1], caseloads[1][1])
    if found:
        world.say(f"   {TRUTH}: {found}; {council.likely + nhs.likely} for somebody to look at")
    again = import_file(api, "people", cast.caseload_nhs, lambda _: None, **_about(caseloads[1]))
    step.same((again.taken, again.linked), (0, 0), "the same caseload a second time changes nothing")
    step.same(again.unchanged, nhs.taken, "and every row of it is recognised")
    _accounts(world, step)


def _once_known(progress: Progress, file: Path, api: Api, **about: str) -> Report | None:
    """Cases hears of a new organisation by an event; until then it knows none by that id."""
    try:
        return progress.over(file, "people", api, **about)
    except Refused as refused:
        if refused.status == 404:
            return None
        raise


def _about(caseload: tuple[object, str, str, str]) -> dict[str, str]:
    _, holder, feed, as_of = caseload
    return {"organisation_id": holder, "feed": feed, "as_of": as_of}


def _say(world: World, report: Report) -> None:
    linked = f", {report.linked} linked" if report.linked else ""
    likely = f", {report.likely} for somebody to look at" if report.likely else ""
    world.say(f"   {report.file}: {report.taken} taken{linked}{likely}, {len(report.rejected)} rejected")
    for row in report.rejected[:5]:
        world.say(f"     line {row['line']}, {row['column']}: {row['reason']}")
    if len(report.rejected) > 5:
        world.say(f"     and {len(report.rejected) - 5} more")


def _entry(world: World, who: Professional) -> dict[str, Any] | None:
    found = world.operator.get(f"/v1/professionals?q={quote(who.name)}&limit=50")["items"]
    return next((entry for entry in found if entry["external_id"] == who.external_id), None)


def _accounts(world: World, step: Step) -> None:
    """Accounts for the workers who play, and the client they sign in through."""
    world.register_app()
    for who in world.cast.workers:
        entry = step.soon(partial(_entry, world, who))  # the index follows in a moment
        world.professionals[who.external_id] = entry["id"]
        world.operator.post(
            "/v1/workers",
            {
                "email": world.worker_email(who),
                "password": PASSWORD,
                "display_name": who.name,
                "context": {
                    "organisation_id": world.organisation(who.organisation),
                    "organisation_name": who.organisation,
                    "professional_id": entry["id"],
                    "role": who.role,
                    "purpose": "direct_care",
                },
            },
        )
    step.check(world.professionals, f"{len(world.professionals)} professionals have accounts to sign in with")
    closed = Api(world.base_url).raw("GET", "/v1/professionals?q=Smith")
    step.refused(closed, 401, "without signing in, the directory of staff stays closed")
