"""A case is a folder: the agreement, the ledger, the keys, the settings."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from holdfire.agreement import Agreement
from holdfire.errors import CaseError

SETTINGS, LEDGER, AGREEMENT, KEYS, PEERS, VAULT = (
    *("case.yaml", "ledger.sqlite", "agreement", "keys", "peers", "vault.sqlite"),
)
_HEADER = """\
# Settings of this case. The agreement lies in agreement/, the record in ledger.sqlite, the keys in keys/.
# keys: what turns a key of a gate. reported: a decision as anybody tells of it; signed: an entry that the body itself signed.
"""
FORMAT = 2


class Settings(BaseModel):
    """``known_when_published``: date knowledge by the source's date (a case restated later), not by arrival.

    ``body`` is whose ledger this is; ``origin`` its name, which ends with the digest of its first organisation key.
    ``keys`` says what turns a key of a gate; ``store`` is a PostgreSQL address, empty for a file in the folder.
    ``two_persons`` are acts that count only once a second, different person confirms them.
    ``peers`` are the origins of other bodies' ledgers that a person decided to accept here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    holdfire: int = FORMAT
    body: str
    origin: str
    keys: Literal["reported", "signed"] = "signed"
    known_when_published: bool = False
    store: str = ""
    peers: tuple[str, ...] = ()
    two_persons: tuple[Literal["accept", "find"], ...] = ()


@dataclass(frozen=True)
class Case:
    """An open case."""

    folder: Path
    settings: Settings
    agreement: Agreement

    @property
    def ledger_path(self) -> Path:
        """Where the record lies."""
        return self.folder / LEDGER


def agreement_folder(folder: Path) -> Path:
    """The agreement inside a case."""
    return folder / AGREEMENT


def bundled(name: str) -> Path:
    """The folder of an agreement that comes with Holdfire."""
    here = Path(__file__).resolve().parent
    for place in (here / "_agreements" / name, here.parent / "agreements" / name):
        if place.is_dir():
            return place
    raise CaseError(f'no agreement "{name}" comes with Holdfire', str(here), "Reinstall it.")


def read_settings(folder: Path) -> Settings:
    """The settings of a case. Raises ``CaseError`` when the folder is no case."""
    path = folder / SETTINGS
    if not path.is_file():
        raise CaseError(
            "this folder is no case", str(folder), "`holdfire new CASE` makes one, `holdfire demo` shows one."
        )
    try:
        said = yaml.safe_load(path.read_text("utf-8")) or {}
        if isinstance(said, dict) and said.get("holdfire") == 1:
            remedy = "Make a new case from its agreement folder and collect its files again."
            raise CaseError("this case was made before entries were signed", str(path), remedy)
        return Settings.model_validate(said)
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise CaseError("the settings are not readable", str(path), "Mend or remove the line it names.") from error


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the settings of a case."""
    said = settings.model_dump(mode="json")
    (folder / SETTINGS).write_text(_HEADER + yaml.safe_dump(said, sort_keys=False), "utf-8")
