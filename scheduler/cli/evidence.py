"""``mirrorfold evidence``: all that the archive has of one article, in one file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from crawler.model.errors import NotFound, Refused
from scheduler.cli.article import load_found
from scheduler.cli.places import Command
from scheduler.cli.terminal import load_configuration, open_archive
from scheduler.orders.gather_evidence import look_around
from scheduler.reports.evidence.evidence_files import make_files
from scheduler.reports.evidence.load_evidence import load_evidence
from scheduler.reports.evidence.pack import pack_files
from scheduler.reports.formats.text_format import format_count, format_size


@click.command(cls=Command)
@click.argument("asked", metavar="ARTICLE")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP file to write.")
@click.option("--replace", is_flag=True, help="Write over the file where it exists.")
def evidence(asked: str, out: Path, replace: bool) -> None:
    """Write the evidence of ARTICLE, an id, a key or any URL of it, to a ZIP file that anyone can open.

    Its pages as they were fetched with headers and times, its texts and what was changed in them, where it was seen,
    how each page was judged and by which settings, with a list of SHA-256 sums; index.html leads through it. The same
    state of the archive gives the same bytes.
    """
    if out.exists() and not replace:
        raise Refused("The file exists", where=str(out), cure="Name another one, or add --replace")
    loaded = load_configuration()
    with open_archive(loaded) as archive:
        found = load_found(archive, loaded, asked).articles
        if not found:
            cure = f"mirrorfold explain {asked} tells why"
            raise NotFound("Only pages in quarantine are known of it, and no article", where=asked[:200], cure=cure)
        gathered = archive.read(load_evidence, found[0].id, look_around(loaded))
    files = make_files(gathered)
    packed = pack_files(files)
    _write(out, packed)
    click.echo(
        f"the evidence of article {found[0].id} was written to {out}: {format_count(len(files), 'file')}, "
        f"{format_size(len(packed))}, SHA-256 {hashlib.sha256(packed).hexdigest()}"
    )


def _write(out: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    :raises Refused: when there is no place for it
    """
    try:
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}", delete=False) as written:
            written.write(content)
        os.chmod(written.name, 0o644)
        os.replace(written.name, out)
    except OSError as error:
        cure = "Name a file in a folder that is there and that this user may write"
        raise Refused(f"The file cannot be written ({error.strerror})", where=str(out), cure=cure) from error
