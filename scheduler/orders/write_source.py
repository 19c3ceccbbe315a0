"""A new source's file: held against the whole configuration, then written, whole or not at all; never over another."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from crawler.model.errors import ConfigError, Problem, Refused
from crawler.settings import Source, load
from crawler.settings.consistency import ID
from crawler.settings.rewriting import replace_file
from scheduler.reports.formats.text_format import sanitize


def check_source_file(config: Path, name: str, text: str, environ: Mapping[str, str]) -> Source:
    """Hold a source's text against the configuration that it is to join, or the file that it is to replace.

    :param name: the file's, in the folder of sources
    :returns: the source that it makes
    :raises ConfigError: with all mistakes in it
    :raises Refused: when the name is no source's: a path, say
    """
    if not ID.fullmatch(name.removesuffix(".toml")):
        cure = "Write lower-case letters, digits, - and _, such as presstv"
        raise Refused("This is no id of a source", where=sanitize(name)[:80], cure=cure)
    with tempfile.TemporaryDirectory(prefix="mirrorfold-check-") as folder:
        copy = Path(folder) / "config"
        (copy / "sources").mkdir(parents=True)
        settings = config / "mirrorfold.toml"
        if settings.is_file():
            shutil.copy(settings, copy / settings.name)
        for file in sorted((config / "sources").glob("*.toml")):
            shutil.copy(file, copy / "sources" / file.name)
        (copy / "sources" / name).write_text(text, encoding="utf-8")
        try:
            return load(copy, environ).source(name.removesuffix(".toml"))
        except ConfigError as error:
            raise ConfigError([_of_the_folder(each, copy, config) for each in error.problems]) from None


def _of_the_folder(problem: Problem, copy: Path, config: Path) -> Problem:
    """A mistake of a copy, told of the folder that was copied."""
    file, what = (text.replace(str(copy), str(config)) for text in (problem.file, problem.what))
    return replace(problem, file=file, what=what)


def check_writable(config: Path) -> None:
    """See that a source's file can be written, before anything is asked of a site.

    :raises Refused: with the cure
    """
    folder = config / "sources"
    place = folder if folder.exists() else config
    if not os.access(place, os.W_OK):
        raise Refused(
            "The folder of sources cannot be written",
            where=str(folder),
            cure="Make it writable; with --print the file goes to standard output",
        )


def replace_source_file(file: Path, before: str, text: str) -> None:
    """Put another text in the place of a source's file, whole or not at all.

    :param before: its text when the change began
    :raises Refused: it was changed meanwhile, or cannot be written
    """
    try:
        if file.read_text(encoding="utf-8") != before:
            raise Refused("The file was changed meanwhile", where=str(file), cure="Nothing was written over it")
        replace_file(file, text)
    except OSError as error:
        raise Refused(f"The source's file cannot be written: {error.strerror}", where=str(file)) from error


def write_source_file(config: Path, name: str, text: str) -> Path:
    """Write a new source's file; the folder of sources is made where it is missing.

    :returns: the file
    :raises Refused: there is such a file, or the folder cannot be written
    """
    folder = config / "sources"
    file = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.chmod(draft, 0o644)
            os.link(draft, file)  # unlike a rename it never takes another file's place
        finally:
            os.unlink(draft)
    except FileExistsError:
        raise Refused("There is such a file already", where=str(file), cure="Nothing was written over it") from None
    except OSError as error:
        raise Refused(
            f"The source's file cannot be written: {error.strerror}",
            where=str(file),
            cure="With --print the file goes to standard output",
        ) from error
    return file
