"""What a private service writes about somebody: a case, with a corrected record and a document, all looked at."""

from dataclasses import replace

from chassis.tokens import Caller
from services.cases.domain.casework.case import Case
from tests.cases.casework.document_town import DocumentTown, Scans
from tests.cases.sharing_town import SharingTown


async def written_privately(service: SharingTown, caller: Caller) -> tuple[Case, list[str]]:
    """The case, and the ids of its records."""
    case = await service.open_case(caller, "adults", private=True)
    there = replace(service, case=case)
    record = await there.record("risk", caller=caller)
    await there.correct(record, caller)
    document = await DocumentTown(there, Scans()).add(caller=caller, case_id=case.id)
    for each in (record.id, document.record_id):
        await there.read(each, caller)
    await there.look(caller)
    await there.records(caller)
    return case, [record.id, document.record_id]
