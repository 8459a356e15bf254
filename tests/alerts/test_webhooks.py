"""Alerts posted to webhooks: signed, to no private address, followed nowhere."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from holdfire import alerting
from holdfire.case import Case
from tests.alerts.receivers import Posts
from tests.alerts.sent import AT, COMPLETE, NOW, SECRET, hooked, written


def test_a_webhook_gets_json_that_it_can_check(case: Case, hook: Posts, ways: alerting.Ways) -> None:
    """Signed as Standard Webhooks asks: id, time and body, by HMAC-SHA256."""
    hooked(case, hook)
    (outcome,) = alerting.run(case, AT, NOW, ways).outcomes
    ((headers, body),) = hook.posts
    said = f"{outcome.message}.{int(NOW.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET.encode(), said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}" and headers["webhook-id"] == outcome.message
    assert json.loads(body)["id"] == outcome.message and SECRET.encode() not in body


@pytest.mark.parametrize(
    ("recipient", "why"),
    [
        ({"webhook": "https://127.0.0.1:PORT/"}, "loopback"),
        ({"webhook": "https://169.254.169.254/latest"}, "cloud's metadata"),
        ({"webhook": "https://[::ffff:10.0.0.1]/"}, "private address"),
    ],
)
def test_a_webhook_leads_to_no_private_address_unless_allowed(
    case: Case, hook: Posts, ways: alerting.Ways, recipient: dict[str, str], why: str
) -> None:
    """What a rule was talked into cannot reach the machines around this one."""
    address = recipient["webhook"].replace("PORT", str(hook.port))
    written(case.folder, {"desk": {"webhook": address, "secret": "env:HOOK"}}, {"seven": COMPLETE})
    (outcome,) = alerting.run(case, AT, NOW, ways).outcomes
    assert outcome.state == "waiting" and why in outcome.why and not hook.posts


def test_nobody_follows_a_webhook_elsewhere(case: Case, hook: Posts, ways: alerting.Ways) -> None:
    """It is set aside with that reason; tried again by hand it is the same message."""
    hooked(case, hook)
    hook.answers = [302]
    (outcome,) = alerting.run(case, AT, NOW, ways).outcomes
    assert outcome.state == "aside" and "sends elsewhere" in outcome.why and len(hook.posts) == 1
    assert alerting.run(case, AT, NOW + timedelta(days=1), ways).outcomes == ()
    assert alerting.retry(case, NOW) == 1 and alerting.retry(case, NOW) == 0
    (again,) = alerting.run(case, AT, NOW + timedelta(days=1), ways).outcomes
    assert again.state == "sent" and again.message == outcome.message
