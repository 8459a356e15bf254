"""Laws of the status: order is of no account, a narrower reading never counts more."""

import random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from holdfire.agreement import Agreement
from holdfire.claims import Claim
from holdfire.pipeline import judge_claims
from holdfire.status import Status
from holdfire.when import Span, zone


def _status(agreement: Agreement, claims: list[Claim], as_of: str = "2016-09-19T19:00+03:00") -> Status:
    at = Span.parse(as_of, zone("Asia/Damascus")).end
    return judge_claims(agreement, claims, "0", at, max(c.known_from for c in claims)).status


@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 9999))
def test_order_of_claims_never_changes_a_status(agreement: Agreement, course: list[Claim], seed: int) -> None:
    """The record may be read in any order."""
    shuffled = list(course)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    same = _status(agreement, shuffled) == _status(agreement, course)
    assert same


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 9999))
def test_order_of_provisions_never_changes_a_status(agreement: Agreement, course: list[Claim], seed: int) -> None:
    """The clauses may be written in any order."""
    names = list(agreement.text.provisions)
    random.Random(seed).shuffle(names)  # noqa: S311
    text = agreement.text.model_copy(update={"provisions": {n: agreement.text.provisions[n] for n in names}})
    assert _status(agreement.model_copy(update={"text": text}), course) == _status(agreement, course)


@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(
    st.sampled_from(["medium", "high"]), st.sets(st.sampled_from(["sohr", "snhr", "russia", "sana", "un"]), min_size=1)
)
def test_a_narrower_reading_never_counts_a_breach_a_wider_one_does_not(
    agreement: Agreement, course: list[Claim], confidence: str, claimants: set[str]
) -> None:
    """Hearing fewer claimants, or asking for more confidence, never adds a breach."""
    wide = agreement.text.readings["american"]
    counts = wide.counts.model_copy(update={"confidence": confidence, "claimants": sorted(claimants)})
    narrow = wide.model_copy(update={"counts": counts})
    readings = {"american": wide, "narrow": narrow}
    text = agreement.text.model_copy(update={"readings": readings})
    status = _status(agreement.model_copy(update={"text": text}), course)
    for name, wider in status.readings["american"].provisions.items():
        assert status.readings["narrow"].provisions[name].findings["breach"] <= wider.findings["breach"]
    # Seconds surely counted under the narrow reading may be more: what it does not hear cannot spoil a day. Breaches cannot.


@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 116))
def test_doubling_a_claim_changes_nothing(agreement: Agreement, course: list[Claim], number: int) -> None:
    """The same claim read twice is one claim."""
    doubled = {c.id: c for c in [*course, course[min(number, len(course) - 1)]]}
    assert _status(agreement, list(doubled.values())) == _status(agreement, course)


def test_nothing_unreviewed_counts_unless_a_reading_says_so(agreement: Agreement, course: list[Claim]) -> None:
    """A reading that does not openly count proposals of the machine counts no breach and no calm."""
    wide = agreement.text.readings["american"]
    strict = wide.model_copy(update={"counts": wide.counts.model_copy(update={"unreviewed": False})})
    text = agreement.text.model_copy(update={"readings": {"american": strict}})
    reading = _status(agreement.model_copy(update={"text": text}), course).readings["american"]
    assert all(sum(p.findings.values()) == 0 for p in reading.provisions.values())
    assert "confirmed" in reading.counts
