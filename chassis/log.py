"""Logs: one JSON object a line on standard error. Only the keys named here get out, so nothing personal can."""

import io
import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import orjson
import structlog
from prometheus_client import Counter

_ERRORS = Counter("kith_errors", "Lines of the log at level error, by what happened.", ("event",))
ALLOWED = frozenset(
    (
        *("at", "level", "event", "service", "role", "method", "code", "kind", "status", "milliseconds"),
        *("request_id", "peer", "count", "size", "attempt", "error", "frames", "topic", "group", "port"),
        *("path", "version", "reason", "cursor", "age_seconds", "worker", "part"),
    )
)


def _only_allowed(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value for key, value in entry.items() if key in ALLOWED}


def _counted(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What is logged as an error is counted by its event, a fixed text of the program."""
    if entry["level"] == "error":
        _ERRORS.labels(entry["event"]).inc()
    return entry


def _frames_only(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Says what was raised and where; never its text, which may quote a person's data."""
    error = entry.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        entry["error"] = type(error).__qualname__
        entry["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)][-12:]
    return entry


def _json(entry: Any, **_: Any) -> str:
    return orjson.dumps(entry, default=str).decode()


class _StandardError(io.TextIOBase):
    """Whatever standard error is at the moment a line is written: it may be exchanged meanwhile."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(service: str) -> None:
    """Set up logging for this process; the standard library's loggers are sent the same way, warnings and up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _counted,
            _frames_only,
            _only_allowed,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(handlers=[_Forward()], level=logging.WARNING, force=True)


class _Forward(logging.Handler):
    """A library's warning becomes a line of ours: its logger and level, not its text."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno, "library", path=record.name, exc_info=record.exc_info and record.exc_info[1]
        )


def logger() -> Any:
    """The process's logger; pass facts as keywords from `ALLOWED`."""
    return structlog.get_logger()
