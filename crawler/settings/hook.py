"""A hook: who is told what happens, and of what (``[[hooks]]`` in ``mirrorfold.toml``)."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from crawler.model.hook_event import HookEvent
from crawler.settings import checks
from crawler.settings.display import SecretAddress, SecretText, format_toml
from crawler.settings.mistakes import Mistake, find_closest
from crawler.settings.table import Table

TARGETS = ("url", "url_file", "apprise", "apprise_file", "command")
"""Keys of which a hook has one."""

SECRET_PREFIX = "whsec_"  # noqa: S105 - what secrets begin with

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def hook_name(text: str) -> str:
    """What a hook is called on the command line, on pages and in metrics."""
    if not _NAME.fullmatch(text):
        cure = 'Write up to 40 lower-case letters, digits, "-" or "_", such as "newsroom"'
        raise Mistake("this is no name of a hook", cure)
    return text


def target_url(text: str) -> str:
    """An address that events are posted to; of the operator's own network, if he likes."""
    try:
        parts = urlsplit(text)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if text and not (right and text.isascii() and text.isprintable() and " " not in text):
        what = "this is no address that events can be posted to"
        raise Mistake(what, 'Write one such as "https://hooks.example.org/mirrorfold"')
    return text


def apprise_url(text: str) -> str:
    """An address in Apprise's spelling; which ones there are, Apprise alone knows."""
    if text and not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*://\S+", text):
        what = "this is no address of Apprise"
        raise Mistake(what, 'Write one such as "ntfy://TOPIC" or "mailto://…"; its documentation lists them')
    return text


def signing_secret(text: str) -> str:
    """A secret as Standard Webhooks has it, or nothing."""
    if text:
        decode_secret(text)
    return text


def decode_secret(text: str) -> bytes:
    """The bytes that a secret stands for.

    :raises Mistake: when it is none
    """
    cure = 'Make one: python3 -c \'import base64, secrets; print("whsec_" + base64.b64encode(secrets.token_bytes(32))'
    cure += ".decode())'"
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise Mistake("this is no secret of Standard Webhooks: whsec_ and base 64", cure) from None
    if not text.startswith(SECRET_PREFIX) or not 24 <= len(key) <= 64:
        raise Mistake("this is no secret of Standard Webhooks: whsec_ and 24 to 64 bytes in base 64", cure)
    return key


def event_name(text: str) -> str:
    """An event that there is."""
    names = [event.value for event in HookEvent]
    if text not in names:
        guess = find_closest(text, names)
        cure = f'Did you mean "{guess}"?' if guess else f"There are: {', '.join(names)}"
        raise Mistake("there is no such event", cure)
    return text


def read_secret_file(path: str) -> str:
    """The text of a file that holds a secret.

    :raises Mistake: when it cannot be read
    """
    try:
        text = Path(path).read_bytes().decode().strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        what = f"the file {format_toml(path)} cannot be read ({reason})"
        raise Mistake(what, "Name a readable text file with the value in it") from None
    if not text:
        raise Mistake(f"the file {format_toml(path)} is empty", "Write the value into it")
    return text


def file_of_url(path: str) -> str:
    """A file that holds an address to post to, or nothing."""
    if path:
        target_url(read_secret_file(path))
    return path


def file_of_apprise(path: str) -> str:
    """A file that holds an address of Apprise, or nothing."""
    if path:
        apprise_url(read_secret_file(path))
    return path


def file_of_secret(path: str) -> str:
    """A file that holds a secret to sign with, or nothing."""
    if path:
        decode_secret(read_secret_file(path))
    return path


Names = Annotated[tuple[str, ...], Field(strict=False)]


class Hook(Table):
    """A target of events, and which ones it is told."""

    name: Annotated[str, AfterValidator(hook_name), Field(examples=["newsroom"])]
    """What the hook is called on the command line, on pages and in metrics."""
    url: Annotated[
        str, AfterValidator(target_url), AfterValidator(SecretAddress), Field(examples=["https://hooks.example.org/x"])
    ] = SecretAddress("")
    """An address that each event is posted to, as CloudEvents in JSON."""
    url_file: Annotated[str, AfterValidator(file_of_url)] = ""
    """A file that holds this address, where the address is a secret."""
    apprise: Annotated[
        str, AfterValidator(apprise_url), AfterValidator(SecretAddress), Field(examples=["ntfy://TOPIC"])
    ] = SecretAddress("")
    """An address of Apprise's: mail, Slack, Telegram, ntfy and others; needs mirrorfold[notify]."""
    apprise_file: Annotated[str, AfterValidator(file_of_apprise)] = ""
    """A file that holds this address: most of them hold a password."""
    command: Annotated[
        tuple[str, ...], AfterValidator(checks.command), Field(strict=False, examples=[["/usr/local/bin/tell-us"]])
    ] = ()
    """A program with its arguments that is called with each event, as JSON on its standard input."""
    secret: Annotated[str, AfterValidator(signing_secret), AfterValidator(SecretText)] = SecretText("")
    """What posted events are signed with, as Standard Webhooks has it: whsec_ and base 64."""
    secret_file: Annotated[str, AfterValidator(file_of_secret)] = ""
    """A file that holds this secret."""
    events: Annotated[
        tuple[Annotated[str, AfterValidator(event_name)], ...], Field(strict=False, examples=[["article.divergent"]])
    ] = ()
    """The events that it is told; empty means all."""
    sources: Annotated[Names, Field(examples=[["presstv"]])] = ()
    """Ids of the sources that it is told of; empty means all."""
    words: Annotated[
        tuple[Annotated[str, AfterValidator(checks.line)], ...], Field(strict=False, examples=[["strait of hormuz"]])
    ] = ()
    """Words, one of which has to stand in the title or the text; several in one text stand one behind the other."""
    timeout: Annotated[float, Field(gt=0, le=600)] = 15.0
    """Seconds that one try may take."""


Hooks = Annotated[
    tuple[Hook, ...],
    Field(strict=False, examples=[[{"name": "newsroom", "url": "https://hooks.example.org/mirrorfold"}]]),
]


def read_target(hook: Hook) -> str:
    """The address of a hook's target; of a file, as it is now.

    :raises Mistake: when the file cannot be read
    """
    if file := hook.url_file or hook.apprise_file:
        return read_secret_file(file)
    return str(hook.url or hook.apprise)


def read_signing_key(hook: Hook) -> bytes | None:
    """What a hook's events are signed with, as it is now; None where they are not.

    :raises Mistake: when the file cannot be read, or holds no secret
    """
    secret = read_secret_file(hook.secret_file) if hook.secret_file else str(hook.secret)
    return decode_secret(secret) if secret else None
