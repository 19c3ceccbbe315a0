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
    config = click.option(
        "--config",
        "config_dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="MIRRORFOLD_CONFIG",
        help="Folder with mirrorfold.toml and sources/*.toml.  [default: config]",
        expose_value=False,
        callback=_remember("config"),
    )
    state = click.option(
        "--state",
        "state_dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="MIRRORFOLD_STATE",
        help="Folder for the archive and the embedded index.  [default: state]",
        expose_value=False,
        callback=_remember("state"),
    )
    return config(state(command))


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
