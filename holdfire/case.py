"""A case is a folder: the agreement, the ledger, the settings."""

from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from holdfire.agreement import Agreement
from holdfire.errors import CaseError

SETTINGS, LEDGER, AGREEMENT = "case.yaml", "ledger.sqlite", "agreement"
_HEADER = "# Settings of this case. The agreement lies in agreement/, the record in ledger.sqlite.\n"


class Settings(BaseModel):
    """``known_when_published``: date knowledge by the source's date (a case restated later), not by arrival."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holdfire: int = 1
    known_when_published: bool = False


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
        return Settings.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise CaseError("the settings are not readable", str(path), "Mend or remove the line it names.") from error


def write_settings(folder: Path, *, known_when_published: bool) -> None:
    """Write the settings of a new case."""
    said = Settings(known_when_published=known_when_published).model_dump()
    (folder / SETTINGS).write_text(_HEADER + yaml.safe_dump(said, sort_keys=True), "utf-8")
