"""The command for alerts: rules, what would fire, one round of checking and sending, or one each minute until interrupted."""

import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from holdfire.cli.options import AsOf, CaseFolder, Json, Language, print_json
from holdfire.errors import AskError, HoldfireError

if TYPE_CHECKING:
    from holdfire.alerting import Checked, Round, Shown
    from holdfire.case import Case

alerts = typer.Typer()
SERVICE = """\
# Once a minute by cron: a round ends by itself, and only one of a case goes on at a time.
* * * * * HOLDFIRE_MAIL_PASSWORD=... holdfire alerts {case} --send

# Or as a service of systemd (/etc/systemd/system/holdfire-alerts.service), which goes on until it is stopped:
[Service]
EnvironmentFile=/etc/holdfire-alerts
ExecStart=holdfire alerts {case} --watch
Restart=always
[Install]
WantedBy=multi-user.target"""


@alerts.command("alerts")
def command(
    case: CaseFolder,
    new: Annotated[
        bool, typer.Option("--new", help="Write alerts.yaml to start from, with what each part means.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="What would fire now; nothing is kept, nobody is told.")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Check, keep what fired, and send what is due: one round.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="A round each minute, until interrupted.")] = False,
    every: Annotated[int, typer.Option("--every", min=1, max=86400, help="With --watch: seconds between rounds.")] = 60,
    schedule: Annotated[
        bool,
        typer.Option("--schedule", help="Which bulletins come when, and how to have rounds made by cron or systemd."),
    ] = False,
    retry: Annotated[
        bool, typer.Option("--retry", help="Let what was set aside be tried again in the next round.")
    ] = False,
    trial: Annotated[
        str,
        typer.Option("--trial", metavar="RECIPIENT", help="Send a recipient a trial, with nothing of the case in it."),
    ] = "",
    as_of: AsOf = None,
    lang: Language = "en",
    as_json: Json = False,
) -> None:
    """Rules of alerts and what became of them; with an option, check, send, watch, try out or try again."""
    from holdfire import alerting, pipeline
    from holdfire.alerting.shown import begin_rules

    now = datetime.now(UTC)
    if new:
        print(f"Wrote {begin_rules(pipeline.open_case(case).folder)}")
        return
    opened = pipeline.open_case(case)
    at = pipeline.moments(opened, as_of, None, None, now)[0] if as_of else now
    if trial:
        why = alerting.try_out(opened, trial, now)
        if why:
            raise AskError(f"the trial was not taken: {why}", trial, "Mend it and try again.")
        print(f"The trial was taken by {trial}.")
    elif retry:
        print(f"To be tried again: {alerting.retry(opened, now)}.")
    elif check:
        _print_checked(opened, alerting.would_fire(opened, at, now), lang, as_json=as_json)
    elif send:
        _print_round(alerting.run(opened, at, now), as_json=as_json)
    elif watch:
        _watch(case, every)
    elif as_json:
        print_json(alerting.shown(opened, now).model_dump(mode="json"))
    else:
        alerting.rules_for(opened)
        found = alerting.shown(opened, now)
        _print_schedule(found, case) if schedule else _print_shown(found)


def _watch(case: Path, every: int) -> None:
    """Rounds until interrupted; the case and its rules are read anew for each, so that changed rules hold at once."""
    from holdfire import alerting, pipeline

    rounds = 0
    print(f"Checking {case} every {every} s (Ctrl-C stops)", flush=True)
    while True:
        now = datetime.now(UTC)
        try:
            done = alerting.run(pipeline.open_case(case), now, now)
            told = _round_in_words(done)
        except (
            HoldfireError
        ) as error:  # rules being written just now, a database that is locked: the next round may go well
            told = str(error)
        rounds += 1
        print(f"{now:%Y-%m-%d %H:%M:%SZ} round {rounds}: {told}", flush=True)
        time.sleep(every)


def _round_in_words(done: "Round") -> str:
    counts = {state: sum(o.state == state for o in done.outcomes) for state in ("sent", "waiting", "aside")}
    fired = done.checked.why or f"{len(done.checked.fired)} fired"
    return f"{fired}, {counts['sent']} sent, {counts['waiting']} to be tried again, {counts['aside']} set aside"


def _print_checked(case: "Case", found: "Checked", language: str, *, as_json: bool) -> None:
    from holdfire.publish.alert import Speaker, together
    from holdfire.publish.words import words_in

    if as_json:
        print_json([alert.model_dump(mode="json") for alert in found.fired])
        return
    speaker = Speaker(case.agreement.text, words_in(language))
    for group in together(found.fired):
        print("\n  ".join(speaker.lines(group, language)))
    print(f"Would fire as of {found.as_of}: {len(found.fired)}.")


def _print_round(done: "Round", *, as_json: bool) -> None:
    if as_json:
        told = {"as_of": done.checked.as_of, "known_at": done.checked.known_at, "why": done.checked.why}
        fired = [alert.model_dump(mode="json") for alert in done.checked.fired]
        print_json({**told, "fired": fired, "messages": [asdict(o) for o in done.outcomes], "quiet": done.waiting})
        return
    for outcome in done.outcomes:
        why = f": {outcome.why}" if outcome.why else ""
        print(f"{outcome.recipient}: message of {outcome.alerts}, {outcome.state}{why}")
    print(f"{_round_in_words(done)}, {done.waiting} wait for quiet time to be over.")


def _print_shown(found: "Shown") -> None:
    for rule in found.rules:
        to = ", ".join(f"{name} ({edition})" for name, edition in rule.to.items())
        says = "; ".join(f"{field} {value}" for field, value in rule.says.items())
        print(f"{rule.name}: {rule.kind} -> {to}\n  {says}\n  digest {rule.digest[:16]}")
    for who in found.recipients:
        print(f"{who.name}: by {who.way}, in {who.language}, at most once in {who.quiet}")
    for message in found.aside:
        print(f"Set aside: {message.id} to {message.recipient}: {message.why}")
    quiet = sum(found.quiet.values())
    print(
        f"Last checked: {found.checked_at or 'never'}. {len(found.fired)} fired, {len(found.sent)} messages sent, "
        f"{len(found.waiting)} to be tried again, {len(found.aside)} set aside, {quiet} alerts wait for quiet time."
    )


def _print_schedule(found: "Shown", case: Path) -> None:
    for coming in found.next:
        print(f"{coming.at} {coming.rule}: the bulletin of {coming.day}, as a draft")
    print(SERVICE.format(case=case))
