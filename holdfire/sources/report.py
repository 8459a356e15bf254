"""One record of one source, as received, and the rows that could not be read."""

from pydantic import BaseModel, ConfigDict


class Report(BaseModel):
    """One record as its source gave it.

    ``id`` is ``layout:key`` and stays the same when a file is collected again; ``row`` is the line in the file (1 is the
    header); ``record`` holds the columns as text, unaltered. ``received`` is ISO 8601 in UTC. A document's own bytes are kept
    beside the ledger: ``raw`` is their SHA-256 (``sha256:`` and hex) and ``media_type`` what they are; both are empty for rows.
    In a mapped row ``record`` holds columns of the claims table, and the source's own behind ``their/``. A submission's holds the
    SHA-256 of each file that came along, behind ``attachment/`` and the file's name.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    layout: str
    file: str
    row: int
    file_digest: str
    received: str
    record: dict[str, str]
    raw: str = ""
    media_type: str = ""


class SetAside(BaseModel):
    """A row that was not read: where it stands, why, what would mend it, and the row itself."""

    model_config = ConfigDict(frozen=True)

    file: str
    row: int
    reason: str
    remedy: str
    text: str

    def sentence(self) -> str:
        """``file, row 12: reason. remedy``."""
        return f"{self.file}, row {self.row}: {self.reason.rstrip('.')}. {self.remedy}".strip()
