"""The two folders every command works with: the configuration and the state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Places:
    """Where the operator's files and the program's own files stand."""

    config: Path = Path("config")
    state: Path = Path("state")
    named: frozenset[str] = frozenset()
    """Which of them were named by flag or environment: "config", "state"."""


def place_options(command: F) -> F:
    """Add ``--config`` and ``--state``; they may stand before or after the name of the command."""
    config = _folder_option("config", "Folder with mirrorfold.toml and sources/*.toml.  [default: config]")
    state = _folder_option("state", "Folder for the archive and the embedded index.  [default: state]")
    return config(state(command))


def _folder_option(which: str, purpose: str) -> Callable[[F], F]:
    return click.option(
        f"--{which}",
        f"{which}_dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar=f"MIRRORFOLD_{which.upper()}",
        help=purpose,
        expose_value=False,
        callback=_remember(which),
    )


def _remember(which: str) -> Callable[[click.Context, click.Parameter, Path | None], None]:
    def callback(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> None:
        if value is None:
            return
        from_environment = ctx.get_parameter_source(parameter.name or "") is ParameterSource.ENVIRONMENT
        if from_environment and ctx.parent is not None:
            return  # the outermost command has read it; a flag given there stands above it
        so_far = places(ctx)
        ctx.obj = replace(so_far, **{which: value}, named=so_far.named | {which})

    return callback


def places(ctx: click.Context) -> Places:
    """The folders chosen so far, by flag over environment over default."""
    return ctx.obj if isinstance(ctx.obj, Places) else Places()
