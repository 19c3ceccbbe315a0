"""The sample pages of notices: whole answers, as agencies, providers, networks and registrars send them.

A file holds pages one after the other: ``=== KIND NAME PRODUCT``, the answer's head as in HTTP/1.1, an empty line, the
body. The pages in ``held.txt`` come from other places than the others, and no sign was written with them in view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler.model.article import Reason

FOLDER = Path(__file__).parents[1] / "tests" / "extraction" / "notices"
HELD = ("held.txt", "later.txt", "third.txt", "fourth.txt")
MARK = "=== "
URL = "https://gazette.example/Detail/2022/01/27/675634/talks"
REASONS = {
    "seized": Reason.SEIZED,
    "blocked": Reason.BLOCKED,
    "challenge": Reason.CHALLENGE,
    "parked": Reason.PARKED,
    "bare": Reason.ERROR_PAGE,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """One answer.

    :ivar row: the language, or for challenges and landing pages the product
    :ivar held: whether it was kept back while the tables were written
    """

    kind: str
    row: str
    name: str
    held: bool
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def reason(self) -> Reason:
        return REASONS[self.kind]

    @property
    def label(self) -> str:
        return f"{self.kind} {self.row} {self.name}"


def samples() -> Iterator[Sample]:
    """All sample pages, file by file."""
    for path in sorted(FOLDER.glob("*.txt")):
        for page in path.read_text(encoding="utf-8").split(f"\n{MARK}"):
            yield _sample(page.removeprefix(MARK), held=path.name in HELD)


def _sample(page: str, *, held: bool) -> Sample:
    first, _, answer = page.partition("\n")
    head, _, body = answer.partition("\n\n")
    status, *fields = head.splitlines()
    pairs = (field.partition(":") for field in fields)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    kind, row, name = first.split()
    return Sample(kind, row, name, held, int(status.split()[1]), headers, body.encode())
