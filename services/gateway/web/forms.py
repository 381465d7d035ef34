"""A form as it was sent: its values, what is wrong with them in plain English, and where to put it right."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import parse_qs

from starlette.requests import Request

from chassis.errors import Invalid, Problem
from services.gateway.web.refusals import said_of, sentence

TOKEN = "form_token"
_LARGEST_BODY = 64 * 1024
_MOST_FIELDS = 200
_LONGEST_VALUE = 500
_REFERENCE = re.compile(r"acc_[A-Za-z0-9]{1,64}")


class Form:
    """Each question is asked once; what is wrong is collected in the order of asking. Every value is stripped."""

    def __init__(self, values: Mapping[str, list[str]] | None = None) -> None:
        self._values = values or {}
        self._errors: dict[str, str] = {}
        self._anchors: dict[str, str] = {}
        self._whose: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """The value sent, to show it again; empty when there is none."""
        return (self._values.get(name) or [""])[0].strip()

    def fingerprint(self, path: str) -> str:
        """The same for the same form, shown once and sent twice; otherwise another. Tells nothing of what is in it."""
        told = json.dumps([path, self._values], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def alone(self) -> "Form":
        """The same answers, none of them looked at yet."""
        return Form(self._values)

    def all(self, name: str) -> list[str]:
        return self._values.get(name, [])

    @property
    def ok(self) -> bool:
        return not self._errors

    def error(self, name: str) -> dict[str, str] | None:
        """As the macros take it."""
        return {"text": self._errors[name]} if name in self._errors else None

    @property
    def summary(self) -> list[dict[str, str]]:
        """Every error, with the anchor of its field where it has one, and whose it is where it is one of several."""
        return [
            {"text": text}
            | ({"href": f"#{self._anchors[name]}"} if name in self._anchors else {})
            | ({"whose": self._whose[name]} if name in self._whose else {})
            for name, text in self._errors.items()
        ]

    def wrong(self, name: str, message: str, whose: str = "") -> None:
        """`whose` is a name that is said before it, of several that the form is about."""
        self._errors.setdefault(name, message)
        if whose:
            self._whose.setdefault(name, whose)

    def refused(self, problem: Problem, **places: str) -> None:
        """What a service found wrong: at the field it named where the form has it, else above the form.

        `places` gives the form's name of a field that the service calls otherwise.
        """
        for found in problem.fields:
            name = places.get(found.field) or found.field.rpartition(".")[2]
            self.wrong(name if name in self._anchors else f"({found.field})", sentence(found.message))
        if not problem.fields:
            self.wrong("()", said_of(problem))

    def text(self, name: str, missing: str = "", *, longest: int = _LONGEST_VALUE) -> str:
        """A line or a paragraph; `missing` is what to say when it is empty, and empty where it may be."""
        self._anchors[name] = name
        value = self[name]
        if missing and not value:
            self.wrong(name, missing)
        if len(value) > longest:
            self.wrong(name, f"Use {longest} characters or fewer")
        if any(not character.isprintable() and character not in "\r\n\t" for character in value):
            self.wrong(name, "Remove the characters that cannot be printed")
        return value

    def reference(self, name: str, missing: str) -> str:
        """An account's reference, as it is read out or copied from a card: blanks do not count.

        Nothing else passes for one, so that a name typed here never ends up in an address.
        """
        value = re.sub(r"\s", "", self.text(name, missing))
        if value and not _REFERENCE.fullmatch(value):
            self.wrong(name, "Check the reference: it begins with acc_")
        return value

    def password(self, name: str, missing: str) -> str:
        """As typed: spaces count."""
        self._anchors[name] = name
        value = (self._values.get(name) or [""])[0]
        if not value:
            self.wrong(name, missing)
        if len(value) > _LONGEST_VALUE:
            self.wrong(name, f"Use {_LONGEST_VALUE} characters or fewer")
        return value

    def choice(self, name: str, allowed: Collection[str], missing: str) -> str:
        self._anchors[name] = name
        if (value := self[name]) not in allowed:
            self.wrong(name, missing)
        return value

    def file(self, name: str, sent: str, missing: str) -> bool:
        """Whether one was chosen: `sent` is its name."""
        self._anchors[name] = name
        if not sent:
            self.wrong(name, missing)
        return bool(sent)

    def choices(self, name: str, allowed: Collection[str], missing: str) -> list[str]:
        self._anchors[name] = name
        values = self.all(name)
        if not values or not set(values) <= set(allowed):
            self.wrong(name, missing)
        return values

    def day(self, name: str, missing: str = "") -> str:
        """A date from the three fields `name-day`, `name-month`, `name-year`, as ISO 8601; empty when left out."""
        self._anchors[name] = f"{name}-day"
        parts = [self[f"{name}-{part}"] for part in ("year", "month", "day")]
        if not any(parts):
            if missing:
                self.wrong(name, missing)
            return ""
        try:
            return date(*(int(part) for part in parts)).isoformat()
        except (ValueError, OverflowError):
            self.wrong(name, "Enter a real date: the day, the month and the year in numbers")
            return ""


async def sent(request: Request) -> Form:
    """The form in a request's body. Raises Invalid for anything but a small URL-encoded form in UTF-8."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise Invalid("That was not a form from one of our pages.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise Invalid("That is more than the form can take.")
    try:
        values = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Invalid("That was not a form from one of our pages.") from None
    # No key on any keyboard makes one, and a database may choke on it.
    if any("\0" in value for given in values.values() for value in given):
        raise Invalid("That was not a form from one of our pages.")
    return Form(values)
