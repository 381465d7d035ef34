"""What a person keeps from whoever acts for her, as far as it bears on what is done in her stead with organisations."""

from collections.abc import Collection

from services.cases.domain.classes import DataClass
from services.cases.ports.work import Work


async def kept_from_proxies(work: Work, person_id: str, organisations: Collection[str]) -> frozenset[DataClass] | None:
    """The data classes, by whomsoever held; None where she keeps all that one of the organisations does with her: then
    nobody acts for her towards it, nor learns why.
    """
    confidences = await work.confidences.live([person_id])
    if any(one.organisation_id in organisations for one in confidences):
        return None
    return frozenset(word for one in confidences for word in one.data_classes)
