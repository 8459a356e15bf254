"""The rules of alerts: what a lawyer writes is read, what is wrong is said with its line."""

from pathlib import Path

import pytest

from holdfire.agreement import Agreement
from holdfire.alerting.shown import EXAMPLE
from holdfire.alerts import Rules, rules_of
from holdfire.alerts.rules import digest_of
from holdfire.errors import CaseError

HEAD = "recipients:\n  desk: {folder: out}\nrules:\n  one:\n"


def _read(folder: Path, text: str, agreement: Agreement) -> Rules:
    (folder / "alerts.yaml").write_text(text, "utf-8")
    found = rules_of(folder, agreement.text)
    assert found
    return found


def test_the_rules_to_start_from_are_right(tmp_path: Path, agreement: Agreement) -> None:
    """What the command writes, it reads; a case without the file has no rules."""
    assert rules_of(tmp_path, agreement.text) is None
    rules = _read(tmp_path, EXAMPLE, agreement)
    assert [rule.kind for rule in rules.rules.values()] == ["clock", "threshold", "deadline", "schedule"]
    assert rules.recipients["duty-desk"].quiet == "60 minutes"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("rules: [", 2, "not readable as YAML"),
        ("- a\n", 1, "set of named parts"),
        (HEAD + "    kind: clok\n    on: [open]\n    to: {desk: internal}\n", 5, 'Did you mean "clock"?'),
        (
            HEAD + "    kind: clock\n    gate: [G-JIC]\n    on: [open]\n    to: {desk: internal}\n",
            6,
            'Did you mean "gates"?',
        ),
        (
            HEAD + "    kind: clock\n    gates: [G-JCI]\n    on: [open]\n    to: {desk: internal}\n",
            6,
            'Did you mean "G-JIC"?',
        ),
        (HEAD + "    kind: clock\n    on: [opened]\n    to: {desk: internal}\n", 6, 'Did you mean "open"'),
        (HEAD + "    kind: clock\n    on: [open]\n    to: {dsk: internal}\n", 7, 'Did you mean "desk"?'),
        (HEAD + "    kind: clock\n    on: [open]\n    to: {desk: intern}\n", 7, 'Did you mean "internal"?'),
        (HEAD + "    kind: clock\n    on: [open]\n", 4, 'lacks "to"'),
        (HEAD + "    on: [open]\n    to: {desk: internal}\n", 4, 'lacks "kind"'),
        (HEAD + "    kind: threshold\n    above: -1\n    to: {desk: internal}\n", 6, "greater than or equal to 0"),
        (
            HEAD
            + "    kind: threshold\n    above: 1\n    of: observations\n    counting: event/7\n    to: {desk: internal}\n",
            8,
            '"event/1"',
        ),
        (
            HEAD + "    kind: threshold\n    above: 1\n    span: soon\n    to: {desk: internal}\n",
            7,
            "no length of time",
        ),
        (
            HEAD + "    kind: silence\n    claimant: sohr\n    every: 24 hours\n    to: {desk: party}\n",
            4,
            "only the internal",
        ),
        (
            HEAD + "    kind: threshold\n    above: 1\n    counting: discharge/1\n    to: {desk: internal}\n",
            4,
            "of: observations",
        ),
        (HEAD + "    kind: threshold\n    above: 1\n    of: observations\n    to: {desk: public}\n", 4, "withheld"),
        (
            HEAD
            + "    kind: threshold\n    above: 1\n    of: observations\n    span: 6 hours\n    to: {desk: internal}\n",
            4,
            "whole days",
        ),
        (
            HEAD + "    kind: threshold\n    above: 1\n    zones: [syria]\n    to: {desk: internal}\n",
            4,
            "of: observations",
        ),
        (
            HEAD
            + "    kind: threshold\n    above: 1\n    of: observations\n    zones: [aleppoo]\n    to: {desk: internal}\n",
            8,
            'names "aleppoo", which is not there',
        ),
        (HEAD + "    kind: silence\n    every: 24 hours\n    to: {desk: internal}\n", 4, "a claimant or a source"),
        (HEAD + "    kind: schedule\n    at: '25:00'\n    to: {desk: internal}\n", 6, "no time of day"),
        ("recipients:\n  a: {mail: a@b.example}\n", 2, "no server is named"),
        ("recipients:\n  a: {mail: 'a@b.example, c@d.example'}\n", 2, "one mailbox"),
        ("recipients:\n  a: {mail: a@b.example, folder: x}\n", 2, "one way"),
        ("recipients:\n  a: {webhook: 'http://b.example/', secret: 'env:S'}\n", 2, "https address"),
        ("recipients:\n  a: {webhook: 'https://u:p@b.example/', secret: 'env:S'}\n", 2, "no password"),
        ("recipients:\n  a: {webhook: 'https://b.example/'}\n", 2, "is signed"),
        ("recipients:\n  a: {webhook: 'https://b.example/', secret: hunter2}\n", 2, "never stands here"),
        ("mail: {host: m.example, from: a@b.example, security: none}\n", 1, "this machine only"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, agreement: Agreement, text: str, line: int, says: str
) -> None:
    """One sentence with file, line and remedy; a secret that was written down is not repeated."""
    with pytest.raises(CaseError) as told:
        _read(tmp_path, text, agreement)
    assert told.value.where == f"alerts.yaml:{line}" and says in str(told.value)
    assert "hunter2" not in str(told.value)


def test_a_digest_is_that_of_the_rule_and_its_name(tmp_path: Path, agreement: Agreement) -> None:
    """Fields in another order are the same rule; another number or name is another one."""
    one = HEAD + "    kind: threshold\n    above: 1\n    to: {desk: internal}\n"
    two = HEAD + "    to: {desk: internal}\n    above: 1\n    kind: threshold\n    span: 24 hours\n"
    first, second = (_read(tmp_path, text, agreement).rules["one"] for text in (one, two))
    third = _read(tmp_path, one.replace("above: 1", "above: 2"), agreement).rules["one"]
    assert digest_of("one", first) == digest_of("one", second) != digest_of("one", third)
    assert digest_of("one", first) != digest_of("other", first)
