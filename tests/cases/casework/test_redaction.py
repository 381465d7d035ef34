"""Who reported and third parties: nobody but the workers of the organisation holding a record reads of them."""

from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Invalid, Stale
from services.cases.domain.casework.record import Record
from services.cases.domain.casework.redaction import Identifies, Part, parts, without
from services.cases.domain.subscriptions.alias import AliasKind
from services.cases.domain.viewer import Viewer, ViewerKind
from services.cases.usecases.casework.get_history import GetHistory
from services.cases.usecases.casework.get_record import GetRecord
from services.cases.usecases.disclose import Disclose
from tests.cases.sharing_town import HEALTH_VISITOR, SOCIAL_WORKER, SharingTown, again
from tests.cases.town import COUNCIL, NHS, partner, worker

REPORTER, OTHER = ("Mrs Jones next door", "reporter"), ("her brother Karim", "third_party")
TITLE = "Call of Mrs Jones next door"
SAID = "MRS JONES  next\ndoor heard shouting; her brother Karim was there."
NEVER = ("jones", "karim")

Path_ = Callable[[SharingTown, Record], Awaitable[list[str]]]


async def _read(town: SharingTown, record: Record) -> list[str]:
    read = (await town.read(record)).record
    return [read.title, read.content, *(part.text for part in read.parts)]


async def _listed(town: SharingTown, record: Record) -> list[str]:
    return [text for one in (await town.records()).records for text in (one.title, one.content, *map(str, one.parts))]


async def _history(town: SharingTown, record: Record) -> list[str]:
    return [text for one in (await town.history(record)).versions for text in (one.title, one.content, one.why)]


async def _fetched(town: SharingTown, record: Record) -> list[str]:
    """By a partner's client, and the history as well."""
    async with town.town.work() as work:
        alias = await work.aliases.of(NHS, AliasKind.RECORD, record.id)
    disclose = Disclose(town.town.ids, town.town.clock)
    work_, clock = town.town.work, town.town.clock
    read = (await GetRecord(work_, disclose, clock)(partner(NHS), alias, "housing_support", None)).record
    history = await GetHistory(work_, disclose, clock)(partner(NHS), alias, "housing_support")
    return [read.title, read.content, *(t for e in history.versions for t in (e.title, e.content, e.why))]


PATHS: dict[str, Path_] = {"read": _read, "list": _listed, "history": _history, "partner": _fetched}


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
async def test_what_identifies_somebody_leaves_on_no_path(town: SharingTown, path: Path_) -> None:
    record = await town.record(title=TITLE, content=SAID, marked=[REPORTER, OTHER])
    await town.share_on_consent()
    corrected = await town.correct(record, content=f"{SAID} Twice.", why="Mrs Jones next door rang again.")
    left = " ".join(await path(town, corrected)).casefold()
    assert not [word for word in NEVER if word in left]


async def test_a_reader_elsewhere_sees_that_something_was_removed_and_the_holder_reads_it_whole(
    town: SharingTown,
) -> None:
    record = await town.record(title=TITLE, content=SAID, marked=[REPORTER, OTHER])
    await town.share_on_consent()
    read = (await town.read(record)).record
    assert read.title == "Call of [removed: says who reported]"
    assert read.content == "[removed: says who reported] heard shouting; [removed: about somebody else] was there."
    own = (await town.read(record, worker(COUNCIL, "acc_other"))).record
    assert (own.title, own.content, len(own.parts)) == (TITLE, SAID, 2)


async def test_emergency_access_opens_none_of_it(town: SharingTown) -> None:
    record = await town.record(title=TITLE, content=SAID, marked=[REPORTER, OTHER])
    await town.break_in("housing")
    read = (await town.read(record)).record
    assert not [word for word in NEVER if word in f"{read.title} {read.content}".casefold()]


@pytest.mark.parametrize("kind", [ViewerKind.PARTNER, ViewerKind.RESIDENT, ViewerKind.NOBODY])
async def test_not_even_the_holders_own_system_nor_she_herself_gets_it(town: SharingTown, kind: ViewerKind) -> None:
    record = await town.record(title=TITLE, content=SAID, marked=[REPORTER, OTHER])
    seen = record.seen_by(Viewer(kind, "x", COUNCIL if kind is ViewerKind.PARTNER else ""))
    assert not [word for word in NEVER if word in f"{seen.title} {seen.content} {seen.parts}".casefold()]


async def test_what_is_marked_afterwards_leaves_no_more_and_is_not_found_in_the_history(town: SharingTown) -> None:
    record = await town.record(content="Mrs Jons next door rang.")
    await town.share_on_consent()
    second = await town.correct(record, content="Mrs Jones next door rang.", why="Misspelt.")
    assert "Jones" in (await town.read(record)).record.content
    third = await town.mark(second, REPORTER)
    assert (third.version, third.corrected_at) == (3, second.corrected_at)
    assert "Jones" not in (await town.read(record)).record.content
    [earlier] = (await town.history(record)).versions
    assert (earlier.version, earlier.content, earlier.title, earlier.why) == (1, "", "", "")
    [own] = (await town.history(record, SOCIAL_WORKER)).versions
    assert own.content == "Mrs Jons next door rang."


async def test_what_only_an_earlier_version_said_can_be_marked(town: SharingTown) -> None:
    record = await town.record(content=SAID)
    await town.share_on_consent()
    second = await town.correct(
        record, title="Call", content="A neighbour rang.", why="Who it was is not for the file."
    )
    await town.mark(second, REPORTER)
    [earlier] = (await town.history(record)).versions
    assert earlier.content == ""


async def test_a_correction_cannot_spell_a_mark_away(town: SharingTown) -> None:
    record = await town.record(title=TITLE, content=SAID, marked=[REPORTER, OTHER])
    with pytest.raises(Invalid, match="mark again"):
        await town.correct(record, title="Call", content="Mrs Jonas next door rang; her brother Karim was there.")
    corrected = await town.correct(
        record, title="Call", content="Mrs Jonas next door rang.", marked=[("Mrs Jonas next door", "reporter")]
    )
    assert len(corrected.parts) == 3
    await town.share_on_consent()
    assert (await town.read(record)).record.content == "[removed: says who reported] rang."


async def test_of_two_who_mark_one_wins_and_the_other_is_told(town: SharingTown) -> None:
    record = await town.record(title=TITLE, content=SAID)
    await town.mark(record, REPORTER)
    with pytest.raises(Stale):
        await town.mark(record, OTHER)
    with pytest.raises(Stale):
        await town.correct(record)


async def test_that_parts_were_marked_is_logged_without_them(town: SharingTown) -> None:
    record = await town.record(content=SAID, caller=again(SOCIAL_WORKER))
    await town.mark(record, REPORTER)
    assert await town.leaves("record.parts-marked") == 1


@pytest.mark.parametrize(
    ("marked", "field"),
    [
        ([("nobody of that name", "reporter")], "parts"),
        ([("x", "reporter")], "parts.0.text"),
        ([("   ", "reporter")], "parts.0.text"),
        ([("y" * 2_001, "reporter")], "parts.0.text"),
        ([("Mrs Jones next door", "neighbour")], "parts.0.identifies"),
        ([("said", "reporter")] * 51, "parts"),
    ],
)
async def test_a_mark_that_removes_nothing_or_means_nothing_is_refused(
    town: SharingTown, marked: list[tuple[str, str]], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await town.record(content=SAID, marked=marked)
    assert refused.value.fields[0].field == field


async def test_nobody_elsewhere_marks(town: SharingTown) -> None:
    record = await town.record(content=SAID)
    await town.share_on_consent()
    with pytest.raises(Exception, match="only workers of the organisation"):
        await town.mark(record, REPORTER, caller=HEALTH_VISITOR)


_WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=2, max_size=12).filter(
    lambda text: len(text.strip()) >= 2 and not any(text.strip() in each.removed for each in Identifies)
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40), st.lists(_WORDS, min_size=1, max_size=4), st.text(max_size=40))
def test_whatever_is_marked_is_gone_in_any_script(before: str, words: list[str], after: str) -> None:
    marked = parts([(word, "reporter") for word in words])
    left = without(f"{before} {' '.join(words)} {after}", marked)
    for note in Identifies:
        left = left.replace(note.removed, "\n\n")
    assert not [part.text for part in marked if part.text in left]


def test_right_to_left_names_and_two_ways_to_write_a_letter_are_found() -> None:
    [part] = parts([("Zoe\u0308 مريم", "third_party")])
    assert part == Part("Zoë مريم", Identifies.THIRD_PARTY)
    assert without("ZOË  مريم called", [part]) == "[removed: about somebody else] called"


def test_parts_that_overlap_leave_nothing_of_each_other_and_never_reach_into_a_note() -> None:
    overlapping = parts([("Karim Begum", "third_party"), ("Begum Khan", "third_party")])
    assert without("It was Karim Begum Khan.", overlapping) == "It was [removed: about somebody else]."
    short = parts([(pair, "reporter") for pair in ("re", "mo", "ve", "ed", "sa", "ys", "wh")])
    assert without("Where? Red sage", short).count("[removed: says who reported]") == 4
    assert len(without("Where? " * 100, short)) < 100 * 100
