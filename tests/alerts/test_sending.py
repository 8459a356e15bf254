"""What reaches its receiver: real mail, posts and files; late, refused, killed between sending and marking."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfire import alerting, pipeline, restating
from holdfire.alerting.drop import into_folder
from holdfire.alerting.kept import Kept, alone
from holdfire.alerting.letters import Letter
from holdfire.alerting.sending import ATTEMPTS, send
from holdfire.case import Case
from holdfire.errors import AskError, CaseError
from tests.alerts.receivers import Mailbox, Posts, mailbox
from tests.alerts.sent import AT, COMPLETE, DAMASCUS, NOW, SECRET, hooked, written


def test_a_folder_gets_a_text_and_its_data_once(case: Case) -> None:
    """With the rule that fired, its digest, as of when, as known when, and the command that shows it."""
    done = alerting.run(case, AT, NOW)
    assert [o.state for o in done.outcomes] == ["sent"] and len(done.checked.fired) == 4
    text, data = (next((case.folder / "out").glob(f"*.{kind}")) for kind in ("txt", "json"))
    told = json.loads(data.read_text("utf-8"))
    first = next(a for a in told["alerts"] if a["what"] == "clock")
    assert first["rule"] == "seven" and len(first["rule_digest"]) == 64 and first["reading"] == "russian"
    assert first["as_of"] == "2016-09-19T19:00:00+03:00" and first["known_at"].startswith("2017-03-02")
    assert "holdfire why CASE seven-days --as-of" in first["command"] and first["page"].startswith("/why/seven-days?")
    assert "Rule: seven, digest" in text.read_text("utf-8")
    assert alerting.run(case, AT, NOW + timedelta(hours=9)).outcomes == ()
    assert len(list((case.folder / "out").iterdir())) == 2


def test_mail_goes_over_a_closed_line_with_a_password_from_elsewhere(
    case: Case, box: Mailbox, ways: alerting.Ways
) -> None:
    """In the recipient's language, marked as made by a machine, under a name that stays; nothing but greetings is in the open."""
    mail = {
        "host": "127.0.0.1",
        "port": box.port,
        "from": "holdfire@mission.example",
        "user": "hf",
        "password": "env:MAIL",
    }
    bulletin = {"kind": "schedule", "at": "08:00", "format": "html", "to": {"desk": "party"}}
    desk = {"mail": "duty@mission.example", "language": "ar"}
    written(case.folder, {"desk": desk}, {"seven": COMPLETE, "day": bulletin}, mail=mail, site="https://h.example")
    (outcome,) = alerting.run(case, AT, NOW, ways).outcomes
    assert outcome.state == "sent", outcome.why
    (letter,) = box.letters
    assert letter["to"] == "duty@mission.example" and letter["auto-submitted"] == "auto-generated"
    assert letter["message-id"] == f"<{outcome.message}@mission.example>"
    body = letter.get_body(("plain",))
    assert body and "القاعدة: seven" in body.get_content() and "https://h.example/why/seven-days?" in body.get_content()
    (file,) = letter.iter_attachments()
    assert file.get_filename() == "bulletin-2016-09-18-party-ar-draft.html" and "مسودة" in file.get_content()
    assert box.sign_ins == ["hf\0pass phrase"]
    assert [line.split()[0] for line in box.open_talk] == ["ehlo", "STARTTLS"]


def test_a_server_without_a_closed_line_or_a_certificate_gets_nothing(case: Case, box: Mailbox, pem: Path) -> None:
    """Neither the letter nor the password; it says why and tries again."""
    mail = {"host": "127.0.0.1", "from": "h@m.example", "user": "hf", "password": "env:MAIL"}
    for port_of, environment, why in (
        ("open", {"MAIL": "pass phrase"}, "no closed line"),
        ("unknown", {"MAIL": "pass phrase"}, "certificate does not hold"),
        ("unknown", {}, "no secret at env:MAIL"),
    ):
        with mailbox(None) as plain:
            port = plain.port if port_of == "open" else box.port
            written(case.folder, {"desk": {"mail": "d@m.example"}}, {"seven": COMPLETE}, mail={**mail, "port": port})
            told = alerting.try_out(case, "desk", NOW, alerting.Ways(environment=environment))
            assert why in told and "pass phrase" not in told
            assert not plain.letters and not plain.sign_ins and not box.letters and not box.sign_ins
    written(case.folder, {"desk": {"mail": "d@m.example"}}, {}, mail={**mail, "port": box.port, "authority": str(pem)})
    assert alerting.try_out(case, "desk", NOW, alerting.Ways(environment={"MAIL": "x"})) == ""


def test_a_refusal_that_may_pass_is_tried_ever_later_and_then_set_aside(
    case: Case, hook: Posts, ways: alerting.Ways
) -> None:
    """Twice as long after each, at most an hour; after eight attempts a person looks at it."""
    hooked(case, hook)
    hook.answers = [503] * ATTEMPTS
    alerting.check(case, AT, NOW)
    now, rules = NOW, alerting.rules_for(case)
    states: list[tuple[int, str]] = []
    while len(states) < ATTEMPTS:
        with alone(case.folder) as kept:
            assert kept is not None
            for outcome in send(case, rules, kept, now, ways):
                states.append((int((now - NOW).total_seconds() // 60), outcome.state))
            assert send(case, rules, kept, now, ways) == ()
            for message in kept.messages("waiting"):
                now = datetime.fromisoformat(message.next_at)
                assert send(case, rules, kept, now - timedelta(seconds=1), ways) == ()
    assert [minute for minute, _ in states] == [0, 1, 3, 7, 15, 31, 63, 123]
    assert [state for _, state in states] == ["waiting"] * (ATTEMPTS - 1) + ["aside"]
    shown = alerting.shown(case, now)
    assert [m.why for m in shown.aside] == ["it answers 503"] and len({h["webhook-id"] for h, _ in hook.posts}) == 1


def test_a_mailbox_that_is_refused_for_good_is_set_aside_and_others_are_told(
    case: Case, box: Mailbox, ways: alerting.Ways
) -> None:
    """One recipient's trouble is no other's."""
    mail = {"host": "127.0.0.1", "port": box.port, "from": "h@m.example"}
    rule = {**COMPLETE, "to": {"desk": "internal", "other": "internal", "files": "internal"}}
    told = {"desk": {"mail": "a@m.example"}, "other": {"mail": "b@m.example"}, "files": {"folder": "out"}}
    written(case.folder, told, {"seven": rule}, mail=mail)
    box.answers = [550, 250]
    outcomes = {o.recipient: o for o in alerting.run(case, AT, NOW, ways).outcomes}
    assert {name: o.state for name, o in outcomes.items()} == {"desk": "aside", "other": "sent", "files": "sent"}
    assert "550" in outcomes["desk"].why


def test_what_fires_in_the_quiet_time_comes_together(case: Case) -> None:
    """Three checks in an hour are one message, and then one more."""
    on = ["complete", "paused", "open", "shut", "lapsed", "near", "reset"]
    written(case.folder, {"desk": {"folder": "out"}}, {"all": {**COMPLETE, "on": on}, "due": _due()})
    begun = datetime(2016, 9, 14, 12, tzinfo=DAMASCUS)
    sizes = []
    for n in range(5):
        done = alerting.run(case, begun + timedelta(hours=18 * n), NOW + timedelta(minutes=25 * n))
        sizes.append((len(done.checked.fired), [o.alerts for o in done.outcomes]))
    assert [len(sent) for _, sent in sizes] in ([1, 0, 0, 1, 0], [0, 1, 0, 0, 1])
    fired, sent = sum(n for n, _ in sizes), sum(sum(every) for _, every in sizes)
    assert fired == sent + done.waiting and fired > 4


def _due() -> dict[str, Any]:
    return {"kind": "deadline", "within": "48 hours", "to": {"desk": "internal"}}


def test_a_check_of_an_earlier_instant_changes_nothing(case: Case) -> None:
    """Whoever was slow does not undo what a later check found."""
    later = alerting.check(case, AT, NOW)
    early = alerting.check(case, AT - timedelta(days=2), NOW)
    assert later.fired and not early.fired and "already" in early.why
    assert alerting.check(case, AT, NOW).fired == ()


def test_asking_what_would_fire_keeps_nothing(case: Case) -> None:
    """Nothing is written, before or after a check."""
    assert len(alerting.would_fire(case, AT, NOW).fired) == 4
    assert not (case.folder / "alerts.sqlite").exists()
    alerting.check(case, AT, NOW)
    assert alerting.would_fire(case, AT, NOW).fired == ()


def test_only_one_of_a_case_is_at_it(case: Case) -> None:
    """A second process or thread is told so and does nothing."""
    with alone(case.folder) as kept:
        assert kept is not None
        found: list[alerting.Round] = []
        other = threading.Thread(target=lambda: found.append(alerting.run(case, AT, NOW)))
        other.start()
        other.join()
    assert found[0].checked.why == "another process is at it" and not found[0].outcomes
    assert alerting.run(case, AT, NOW).outcomes


def test_silence_is_found_in_the_record_and_told_to_the_body_itself(case: Case) -> None:
    """By when a claimant was last heard; one that nobody ever heard is told too."""
    rules = {
        name: {"kind": "silence", "claimant": name, "every": "48 hours", "to": {"desk": "internal"}}
        for name in ("sohr", "nobody-of-that-name")
    }
    written(case.folder, {"desk": {"folder": "out"}}, rules)
    at = datetime(2016, 9, 30, tzinfo=DAMASCUS)
    done = alerting.run(case, at, NOW)
    assert {a.fact.thing: bool(a.fact.since) for a in done.checked.fired} == {
        "sohr": True,
        "nobody-of-that-name": False,
    }
    assert alerting.run(case, at + timedelta(hours=1), NOW).checked.fired == ()


def test_observations_are_counted_by_a_named_rule_day_by_day(case: Case) -> None:
    """As many as `holdfire count` surely finds on that day by that rule; the alert names the rule."""
    for counting in ("event/1", "discharge/1"):
        asked = restating.asked_for("2016-09-18", "", "", (counting,), "")
        number = restating.restated(case, asked, None, NOW).total.under[0].all.at_least
        assert number > 1
        found = []
        for above in (number - 1, number):
            rule = {
                "kind": "threshold",
                "of": "observations",
                "above": above,
                "counting": counting,
                "looks-back": "2 days",
            }
            written(case.folder, {"desk": {"folder": "out"}}, {"many": {**rule, "to": {"desk": "party"}}})
            fired = alerting.would_fire(case, AT, NOW).fired
            found.append([a for a in fired if a.fact.since[:10] <= "2016-09-19" <= a.fact.until[:10]])
        (alert,) = found[0]
        assert alert.counting == counting and (alert.fact.number or 0) >= number
        assert all(a.fact.number != number for a in found[1])


def test_observations_in_zones_fire_by_what_surely_lies_there(case: Case) -> None:
    """As many as the counts of the same day surely have in the zone; what may lie there is told, and fires nothing."""
    day = restating.asked_for("2016-09-18", "", "", ("event/1",), "zone")
    zones = {row.name: row.under[0].all for row in restating.restated(case, day, None, NOW).rows}
    name, number = next((n, c) for n, c in sorted(zones.items()) if n and c.at_least)
    for above, fires in ((number.at_least - 1, True), (number.at_least, False)):
        rule = {"kind": "threshold", "of": "observations", "above": above, "zones": [name], "looks-back": "1 day"}
        written(case.folder, {"desk": {"folder": "out"}}, {"there": {**rule, "to": {"desk": "internal"}}})
        fired = alerting.would_fire(case, AT, NOW).fired
        there = [a.fact for a in fired if a.fact.until[:10] == "2016-09-19"]
        assert bool(there) is fires
        for fact in there:
            assert (fact.zones, fact.number, fact.most) == ((name,), number.at_least, number.at_most)


def test_no_letter_tells_a_place_a_source_or_an_incident_to_whoever_may_not_know(case: Case) -> None:
    """Nothing of what claims say stands in any edition; the public one is as late as its delay and names no unpublished zone."""
    rules: dict[str, Any] = {
        f"{kind}-{edition}": {**said, "to": {edition: edition}}
        for edition in ("internal", "party", "public")
        for kind, said in dict[str, dict[str, Any]](
            {
                "clock": {"kind": "clock", "on": ["complete", "paused", "lapsed", "open"]},
                "threshold": {"kind": "threshold", "above": 0, "looks-back": "7 days"},
                "deadline": {"kind": "deadline", "within": "9 days"},
            }
        ).items()
    }
    written(case.folder, {name: {"folder": name} for name in ("internal", "party", "public")}, rules)
    alerting.run(case, AT, NOW)
    claims, _ = pipeline.claims_of(case)
    text = case.agreement.text
    own = text.model_dump_json()
    secrets = {word for c in claims for word in (c.words, c.source, c.place, f'"{c.id}"') if word and word not in own}
    assert len(secrets) > 100
    for edition in ("internal", "party", "public"):
        told = "".join(path.read_text("utf-8") for path in (case.folder / edition).iterdir())
        assert "breaches" in told and not [word for word in secrets if word in told]
    public = json.loads(next((case.folder / "public").glob("*.json")).read_text("utf-8"))
    assert {a["as_of"][:10] for a in public["alerts"]} == {"2016-09-16"}
    assert {len(a["known_at"]) for a in public["alerts"]} == {10} and {a["page"] for a in public["alerts"]} == {
        "/public/"
    }


def test_whoever_is_killed_after_the_receiver_took_it_sends_it_again_under_the_same_name(
    case: Case, pem: Path, hook: Posts, ways: alerting.Ways
) -> None:
    """Killed between sending and marking: at least once, and a receiver that knows names has it once."""
    hooked(case, hook)
    program = (
        "import ssl, sys; from datetime import datetime; from pathlib import Path; from holdfire import alerting, pipeline\n"
        "ways = alerting.Ways(environment={'HOOK': sys.argv[4]}, tls=ssl.create_default_context(cafile=sys.argv[3]))\n"
        "case, now = pipeline.open_case(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[5])\n"
        "alerting.run(case, datetime.fromisoformat(sys.argv[2]), now, ways)\n"
    )
    arguments = [str(case.folder), AT.isoformat(), str(pem), SECRET, NOW.isoformat()]
    child = subprocess.Popen([sys.executable, "-c", program, *arguments])
    hook.before = lambda: os.kill(child.pid, signal.SIGKILL)
    assert child.wait(60) == -signal.SIGKILL and len(hook.posts) == 1
    hook.before = lambda: None
    shown = alerting.shown(case, NOW)
    assert len(shown.fired) == 4 and len(shown.waiting) == 1 and not shown.sent
    (outcome,) = alerting.run(case, AT, NOW, ways).outcomes
    (first, body), (second, same) = hook.posts
    assert outcome.state == "sent" and first["webhook-id"] == second["webhook-id"] and body == same
    assert alerting.run(case, AT, NOW + timedelta(days=1), ways).outcomes == ()


class _Killed(BaseException):
    """Stands for the end of the process at a point."""


@pytest.mark.parametrize("ends", (1, 2, 6, 8, 9))
def test_wherever_a_round_ends_nothing_is_lost(case: Case, monkeypatch: pytest.MonkeyPatch, ends: int) -> None:
    """Ended at each statement that writes: the next round tells every alert, under the names it would have had."""
    counted = [0]

    def writes(step: Callable[..., Any]) -> Callable[..., Any]:
        def ended(*given: Any, **named: Any) -> Any:
            counted[0] += 1
            if counted[0] == ends:
                raise _Killed
            return step(*given, **named)

        return ended

    with monkeypatch.context() as patch:
        for name in ("keep", "add", "put", "make", "mark", "waiting"):
            patch.setattr(Kept, name, writes(getattr(Kept, name)))
        with contextlib.suppress(_Killed):
            alerting.run(case, AT, NOW)
    alerting.run(case, AT, NOW + timedelta(hours=2))
    told = [a["id"] for path in (case.folder / "out").glob("*.json") for a in json.loads(path.read_bytes())["alerts"]]
    assert len(set(told)) == 4 and sorted(told) == sorted(a.alert.id for a in alerting.shown(case, NOW).fired)


def test_files_are_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """A folder that cannot be written is a reason; nothing half-written lies under a file's own name."""
    letter = Letter("x", NOW, "s", "t", {"alerts": []})
    into_folder(letter, tmp_path / "new" / "folder")
    assert sorted(p.suffix for p in (tmp_path / "new" / "folder").iterdir()) == [".json", ".txt"]
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(alerting.NotTakenError, match="cannot be written"):
        into_folder(letter, tmp_path / "file")


def test_what_cannot_be_asked_is_said(case: Case) -> None:
    """No rules, no such recipient, a file of a later version, one that is none."""
    with pytest.raises(AskError, match='Did you mean "desk"'):
        alerting.try_out(case, "dsk", NOW)
    alerting.check(case, AT, NOW)
    with sqlite3.connect(case.folder / "alerts.sqlite") as db:
        db.execute("PRAGMA user_version = 9")
    with pytest.raises(CaseError, match="another version"):
        alerting.shown(case, NOW)
    for left in case.folder.glob("alerts.sqlite-*"):
        left.unlink()
    (case.folder / "alerts.sqlite").write_bytes(b"no database" * 999)
    with pytest.raises(CaseError, match="cannot be read"):
        alerting.check(case, AT, NOW)
    (case.folder / "alerts.yaml").unlink()
    with pytest.raises(CaseError, match="alerts CASE --new"):
        alerting.check(case, AT, NOW)
