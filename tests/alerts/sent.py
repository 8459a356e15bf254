"""Rules and receivers for tests of what alerts reach."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from holdfire.case import Case
from holdfire.when import zone
from tests.alerts.receivers import Posts

DAMASCUS = zone("Asia/Damascus")
AT = datetime(2016, 9, 19, 19, tzinfo=DAMASCUS)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECRET = "correct horse"  # noqa: S105 - of a receiver that does not exist
COMPLETE = {"kind": "clock", "on": ["complete", "lapsed"], "to": {"desk": "internal"}}


def written(folder: Path, recipients: dict[str, Any], rules: dict[str, Any], **more: Any) -> None:
    """Put rules into a case."""
    said = {"recipients": recipients, "rules": rules, **more}
    (folder / "alerts.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")


def hooked(case: Case, posts: Posts, **more: Any) -> None:
    """Put a rule into a case that tells this receiver."""
    desk = {"webhook": f"https://127.0.0.1:{posts.port}/in", "secret": "env:HOOK", "allow-private": True, **more}
    written(case.folder, {"desk": desk}, {"seven": COMPLETE})
