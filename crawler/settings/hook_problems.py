"""Mistakes in hooks that no single key shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec

from crawler.model.errors import Problem
from crawler.settings.hook import TARGETS, Hook
from crawler.settings.mistakes import Layer


def hook_problems(hooks: tuple[Hook, ...], layer: Layer) -> Iterator[Problem]:
    """What is wrong with each hook as a whole, and with two of one name."""
    names = Counter(hook.name for hook in hooks)
    for place, hook in enumerate(hooks):
        if names[hook.name] > 1:
            what, cure = "two hooks have this name", "Give each one its own: events wait for a hook by its name"
            yield layer.problem(("hooks", place, "name"), what, cure)
        yield from _target_problems(hook, place, layer)
        yield from _secret_problems(hook, place, layer)


def _target_problems(hook: Hook, place: int, layer: Layer) -> Iterator[Problem]:
    named = [key for key in TARGETS if getattr(hook, key)]
    if not named:
        cure = f"Add one of {', '.join(TARGETS)}"
        yield layer.problem(("hooks", place, "name"), "nobody is told: the hook has no target", cure)
    elif len(named) > 1:
        what = f"the hook has several targets: {', '.join(named)}"
        yield layer.problem(("hooks", place, named[1]), what, "Keep one; a second target is a second hook")
    elif named[0].startswith("apprise") and find_spec("apprise") is None:
        cure = "Install it: python -m pip install 'mirrorfold[notify]'. Or take it out"
        yield layer.problem(("hooks", place, named[0]), "Apprise is not installed", cure)


def _secret_problems(hook: Hook, place: int, layer: Layer) -> Iterator[Problem]:
    if hook.secret and hook.secret_file:
        yield layer.problem(("hooks", place, "secret"), "secret and secret_file are both set", "Keep one of the two")
    elif (hook.secret or hook.secret_file) and not (hook.url or hook.url_file):
        key = "secret" if hook.secret else "secret_file"
        yield layer.problem(("hooks", place, key), "only what is posted to an address is signed", "Take it out")
