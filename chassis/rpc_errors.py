"""A `Problem` as `google.rpc.Status`, and back: ErrorInfo says which, BadRequest the fields, RetryInfo the wait."""

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2

from chassis.errors import (
    KINDS,
    Conflict,
    Denied,
    FieldError,
    Invalid,
    NotFound,
    Problem,
    Stale,
    TooMany,
    Unauthenticated,
    Unavailable,
)

_DOMAIN = "kith"
_CODES: dict[type[Problem], grpc.StatusCode] = {
    Invalid: grpc.StatusCode.INVALID_ARGUMENT,
    Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    Denied: grpc.StatusCode.PERMISSION_DENIED,
    NotFound: grpc.StatusCode.NOT_FOUND,
    Conflict: grpc.StatusCode.ALREADY_EXISTS,
    Stale: grpc.StatusCode.FAILED_PRECONDITION,
    TooMany: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Unavailable: grpc.StatusCode.UNAVAILABLE,
}
_KIND_OF_CODE = {code: kind for kind, code in _CODES.items()} | {grpc.StatusCode.DEADLINE_EXCEEDED: Unavailable}


def status_of(problem: Problem) -> tuple[grpc.StatusCode, bytes]:
    """The code and the packed `google.rpc.Status` of a problem."""
    kind = next((kind for kind in KINDS if isinstance(problem, kind)), None)
    code = _CODES[kind] if kind else grpc.StatusCode.INTERNAL
    number: int = code.value[0]
    status = status_pb2.Status(code=number, message=problem.detail)
    _add(status, error_details_pb2.ErrorInfo(reason=problem.code, domain=_DOMAIN))
    if problem.fields:
        violation = error_details_pb2.BadRequest.FieldViolation
        _add(
            status,
            error_details_pb2.BadRequest(
                field_violations=[violation(field=f.field, description=f.message) for f in problem.fields]
            ),
        )
    if problem.retry_after is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromSeconds(problem.retry_after)
        _add(status, retry)
    return code, status.SerializeToString()


def problem_of(code: grpc.StatusCode, detail: str | None, packed: bytes | None) -> Problem:
    """The problem behind a failed call. What is not one of ours is Unavailable (away) or a bare Problem (broken)."""
    kind = _KIND_OF_CODE.get(code, Problem)
    if packed is None:
        if kind is Unavailable:
            return Unavailable("a part of the service is away; try again in a moment", retry_after=2)
        return Problem("something went wrong here")
    status = status_pb2.Status.FromString(packed)
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    has_retry = False
    for any_detail in status.details:
        any_detail.Unpack(info)
        any_detail.Unpack(bad)
        has_retry |= any_detail.Unpack(retry)
    return kind(
        detail or "",
        code=info.reason or None,
        fields=[FieldError(v.field, v.description) for v in bad.field_violations],
        retry_after=retry.retry_delay.seconds if has_retry else None,
    )


def _add(
    status: status_pb2.Status,
    message: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest | error_details_pb2.RetryInfo,
) -> None:
    packed = any_pb2.Any()
    packed.Pack(message)
    status.details.append(packed)
