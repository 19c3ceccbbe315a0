"""The operator's hooks as targets; ``alarms.command`` is one of them."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.archive.hooks.register_hooks import ALARMS
from crawler.canonical.search_words import Phrase, search_words
from crawler.model.hook_event import HookEvent
from crawler.settings.hook import Hook
from crawler.settings.sections import Alarms
from scheduler.reports.hooks.event import Event


@dataclass(frozen=True, slots=True)
class Target:
    """Who is told, and of what.

    :ivar hook: as it is configured; None: ``alarms.command``, which is called with an alarm as ``alarms --json`` has it
    :ivar command: a program with its arguments; empty where there is none
    :ivar events: that it is told, :ivar sources: of which; empty means all
    :ivar phrases: one of them has to stand in the event's text, unless there is none
    :ivar timeout: seconds that a try may take
    """

    name: str
    hook: Hook | None
    command: tuple[str, ...]
    events: frozenset[HookEvent]
    sources: frozenset[str]
    phrases: tuple[Phrase, ...]
    timeout: float


def list_targets(hooks: tuple[Hook, ...], alarms: Alarms) -> tuple[Target, ...]:
    """The targets of the settings."""
    own = [
        Target(
            name=ALARMS,
            hook=None,
            command=alarms.command,
            events=frozenset({HookEvent.ARTICLE_DIVERGENT}),
            sources=frozenset(),
            phrases=(),
            timeout=alarms.timeout,
        )
    ]
    return (*map(_target, hooks), *(own if alarms.command else ()))


def _target(hook: Hook) -> Target:
    return Target(
        name=hook.name,
        hook=hook,
        command=hook.command,
        events=frozenset(map(HookEvent, hook.events)),
        sources=frozenset(hook.sources),
        phrases=tuple(tuple(search_words(words.casefold())) for words in hook.words),
        timeout=hook.timeout,
    )


def wants(target: Target, event: Event) -> bool:
    """Say whether a target is told of an event.

    Words are compared as the search compares them: whatever their case and accents, whole.
    """
    if (target.events and event.event not in target.events) or (target.sources and event.source not in target.sources):
        return False
    if not target.phrases:
        return True
    words = f" {' '.join(search_words(event.text.casefold()))} "
    return any(phrase and f" {' '.join(phrase)} " in words for phrase in target.phrases)
