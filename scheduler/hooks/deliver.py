"""One try of one event on one target, by the way that the target is reached."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

from crawler.settings.hook import Hook, apprise_url, read_signing_key, read_target, target_url
from crawler.settings.mistakes import Mistake
from scheduler.hooks.attempt import Attempt
from scheduler.hooks.send_apprise import notify_by_apprise
from scheduler.hooks.send_http import post_event
from scheduler.hooks.send_program import call_program
from scheduler.hooks.sign_webhook import sign_webhook
from scheduler.hooks.targets import Target

log = logging.getLogger(__name__)


class Deliverer:
    """The way to one target, for as long as the process runs."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"hook-{target.name}")

    async def deliver(self, message: str, body: str) -> Attempt:
        """Try an event once; whatever goes wrong is told, and nothing raised.

        :param message: its id, the same with every try
        """
        try:
            return await self._try(message, body)
        except Mistake as mistake:  # a file with a secret is read anew each time, and may be gone
            return Attempt(f"{mistake.what}. {mistake.cure}")
        except Exception as error:
            log.exception("a try of hook %s ended with an error of ours", self._target.name)
            return Attempt(f"an error of ours ({type(error).__name__}); the log has its trace")

    async def _try(self, message: str, body: str) -> Attempt:
        hook, seconds = self._target.hook, self._target.timeout
        if self._target.command:
            return await call_program(self._target.command, body.encode(), seconds)
        assert hook is not None
        if hook.apprise or hook.apprise_file:
            return await notify_by_apprise(apprise_url(read_target(hook)), body, self._thread, seconds)
        return await self._post(hook, message, body)

    async def _post(self, hook: Hook, message: str, body: str) -> Attempt:
        payload = body.encode()
        headers = sign_webhook(read_signing_key(hook), message, int(time.time()), payload)
        return await post_event(target_url(read_target(hook)), payload, headers, self._target.timeout)
