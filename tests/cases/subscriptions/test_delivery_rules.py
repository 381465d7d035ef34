"""An event is delivered, or kept with a reason."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from services.cases.domain.subscriptions.delivery import ATTEMPTS, Answer, Delivery, DeliveryState
from services.cases.domain.subscriptions.notification import notification

NOW = datetime(2026, 11, 22, 9, 30, 59, tzinfo=UTC)
WAITING = Delivery(
    id="dlv_1",
    subscription_id="sub_1",
    recipient_id="org_partner",
    event_id="evt_ours",
    public_event_id="evt_theirs",
    type="case.record.added",
    person_id="per_ours",
    organisation_id="org_council",
    object_id="rec_ours",
    data_class="social_care",
    happened_at=NOW,
    state=DeliveryState.WAITING,
    attempts=0,
    last_status=0,
    next_attempt_at=NOW,
    sequence=0,
    dropped_because="",
    updated_at=NOW,
)


def after(attempts: int, answer: Answer, chance: float = 0.0) -> Delivery:
    flying = replace(WAITING, attempts=attempts - 1, sequence=4).sent(NOW)
    return flying.answered(answer, NOW, chance)


def test_an_accepted_event_is_delivered() -> None:
    done = after(1, Answer(204))
    assert (done.state, done.next_attempt_at, done.sequence, done.attempts) == (DeliveryState.DELIVERED, None, 4, 1)


@pytest.mark.parametrize("status", [0, 302, 400, 404, 500, 503])
def test_anything_else_is_tried_again_and_a_redirect_is_not_followed(status: int) -> None:
    again = after(1, Answer(status))
    assert (again.state, again.last_status) == (DeliveryState.WAITING, status)
    assert again.next_attempt_at == NOW + timedelta(seconds=5)


def test_retries_grow_over_days_and_then_end_with_a_state() -> None:
    waits = [after(n, Answer(500)).next_attempt_at for n in range(1, ATTEMPTS)]
    hours = [(at - NOW) / timedelta(hours=1) for at in waits if at]
    assert hours[1:] == [5 / 60, 0.5, 2, 5, 10, 14, 20, 24]
    assert after(ATTEMPTS, Answer(500)).state is DeliveryState.EXHAUSTED


def test_retries_are_spread_by_a_tenth() -> None:
    assert after(2, Answer(500), chance=1.0).next_attempt_at == NOW + timedelta(seconds=330)


def test_a_receiver_may_ask_for_time_up_to_a_day() -> None:
    assert after(1, Answer(429, timedelta(minutes=10))).next_attempt_at == NOW + timedelta(minutes=10)
    assert after(1, Answer(429, timedelta(days=400))).next_attempt_at == NOW + timedelta(days=1)
    assert after(2, Answer(503, timedelta(seconds=1))).next_attempt_at == NOW + timedelta(minutes=5)


def test_gone_is_never_tried_again() -> None:
    assert after(1, Answer(410)).state is DeliveryState.EXHAUSTED


def test_an_attempt_whose_process_died_falls_due_again_after_the_time_out() -> None:
    flying = WAITING.sent(NOW)
    assert flying.next_attempt_at == NOW + timedelta(seconds=20)


def test_a_partner_reads_a_cloud_event_that_holds_only_its_own_ids_and_a_rounded_time() -> None:
    body = notification(replace(WAITING, sequence=4), "https://kith.example", "psn_theirs", "rec_theirs", bare=False)
    assert body == {
        "specversion": "1.0",
        "id": "evt_theirs",
        "source": "https://kith.example",
        "type": "case.record.added",
        "subject": "psn_theirs",
        "time": "2026-11-22T09:30:00Z",
        "sequence": "4",
        "datacontenttype": "application/json",
        "data": {"id": "rec_theirs", "url": "https://kith.example/v1/records/rec_theirs"},
    }
    assert "ours" not in str(body)
    assert JSONFormat().read(CloudEvent, json.dumps(body)).get_subject() == "psn_theirs"


def test_the_end_of_a_share_tells_the_handle_and_nothing_about_the_person() -> None:
    ended = replace(WAITING, type="share.ended").sent(NOW)
    body = notification(ended, "https://kith.example", "psn_theirs", "shr_theirs", bare=True)
    assert body["data"] == {"id": "shr_theirs"}
    assert "subject" not in body
    assert "psn_theirs" not in str(body)
