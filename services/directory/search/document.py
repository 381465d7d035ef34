"""What the index holds of a professional, and the name of the folder that holds it."""

from hashlib import sha256

import tantivy

from services.directory.domain.entry import Entry
from services.directory.search import words
from services.directory.search.synonyms import DATA, nicknames, role_words

# Raise it when a document would be built differently from the same entry.
_LAYOUT = 1


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    # Our words come split and folded already; scores are ours too, so neither counts nor positions are kept.
    for name in ("name", "nick", "role", "place", "days"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("full", "area", "organisation"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("revision", indexed=True, fast=True)
    return builder.build()


SCHEMA = _schema()


def version() -> str:
    """Another one for another layout or other synonyms."""
    parts = [str(_LAYOUT).encode(), *(path.read_bytes() for path in sorted(DATA.glob("*.csv")))]
    return sha256(b"\0".join(parts)).hexdigest()[:12]


def document(entry: Entry) -> tantivy.Document:
    """Name, nicknames, role and place as words; no contact, no registration number."""
    card, facts = entry.card, entry.card.professional.facts
    given, known, family = (words.indexed(text) for text in (facts.given_name, facts.known_as, facts.family_name))
    built = tantivy.Document()
    built.add_text("id", card.professional.id)
    built.add_text("name", " ".join([*given, *known, *family]))
    built.add_text("nick", " ".join(sorted(nicknames(facts.given_name) | nicknames(facts.known_as))))
    for first in {facts.given_name, facts.known_as or facts.given_name}:
        built.add_text("full", " ".join(words.typed(f"{first} {facts.family_name}")))
    built.add_text("role", " ".join(role_words(facts.role)))
    built.add_text("place", " ".join(_place(entry)))
    built.add_text("area", facts.area)
    built.add_text("organisation", card.professional.organisation)
    built.add_text("days", " ".join(facts.days))
    built.add_unsigned("revision", entry.revision)
    return built


def _place(entry: Entry) -> list[str]:
    names = (entry.card.team_name, entry.card.organisation_name, entry.area_name)
    return list(dict.fromkeys(word for name in names for word in words.indexed(name)))
