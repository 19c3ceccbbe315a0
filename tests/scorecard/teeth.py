"""O4: takes one guard after the other out of a copy of the tree, and looks whether the named test fails.

A guard is taken out by replacing text that stands exactly once; where it does not, that is an error, and no tooth.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = ("crawler", "scheduler", "tests", "config", "docs", "packaging", "pyproject.toml", "README.md", "CHANGELOG.md")
AT_ONCE = 2
PATIENCE = 150
"""Seconds after which a test is taken to have noticed: without its guard it waits for ever."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard, how it is taken out, and the test that has to miss it.

    :ivar test: a pytest id, or a path with ``-k`` words behind a space
    """

    name: str
    file: str
    stands: str
    instead: str
    test: str


GUARDS = (
    Guard(
        "a key is known only once its article is committed",
        "crawler/listing/choose_fetches.py",
        "        listed[stands].append(article)\n",
        "        listed[stands].append(article)\n        retold[article.key] = Known(1, article.listed)\n",
        "tests/daemon/test_the_daemon.py -k leaves_nothing_undone",
    ),
    Guard(
        "all is published before candidates are read",
        "crawler/judging/canonicalizer.py",
        "        await self._index.execute(commands, sorted(partitions))\n",
        "",
        "tests/judging/test_canonicalizer.py",
    ),
    Guard(
        "a transaction that fails leaves nothing",
        "crawler/archive/database/store.py",
        "as (connection, transaction), transaction:\n            return function(connection)\n",
        "as (connection, transaction):\n            try:\n                return function(connection)\n"
        "            finally:\n                transaction.commit()\n",
        "tests/archive/test_opening.py -k failed_transaction",
    ),
    Guard(
        "who changes stories works alone",
        "crawler/archive/database/engines.py",
        "{patience}, pg_advisory_xact_lock({_STORIES})",
        "{patience}, pg_advisory_xact_lock_shared({_STORIES})",
        "tests/archive/test_side_by_side.py -k works_alone",
    ),
    Guard(
        "unique keys of articles",
        "crawler/archive/tables/articles.py",
        '    UniqueConstraint("source", "key", "part"),\n',
        "",
        "tests/archive/test_pages.py -k double_row",
    ),
    Guard(
        "the run's fence",
        "crawler/archive/runs/record_runs.py",
        "        if holders.get(source) != run:\n",
        "        if holders.get(source) is None:\n",
        "tests/archive/test_pages.py -k replaced",
    ),
    Guard(
        "the lease",
        "crawler/index/leases.py",
        "    if not taken:\n",
        "    if False:\n",
        "tests/index/test_leases.py -k one_holder",
    ),
    Guard(
        "the mark of every partition",
        "crawler/index/client.py",
        "        if not all(self._is_expected(name, mark) for name, mark in found.items()):\n",
        "        if False:\n",
        "tests/index/test_no_answer_is_not_no.py -k emptied_server",
    ),
    Guard(
        "unjudged pages are taken up",
        "crawler/crawl/run.py",
        "    run.tally.count_resumed(await services.canonicalizer.resume(source.id))\n",
        "",
        "tests/scorecard/test_guards.py -k taken_up",
    ),
    Guard(
        "the resolver that drops private addresses",
        "crawler/network/address_guard.py",
        "        if reason is not None:\n            self._guard.refused",
        "        if False:\n            self._guard.refused",
        "tests/scorecard/test_guards.py -k resolver",
    ),
    Guard(
        "no resolver is asked for an onion service",
        "crawler/network/address_guard.py",
        "        if is_onion(hostName):\n",
        "        if False:\n",
        "tests/scorecard/test_guards.py -k onion",
    ),
    Guard(
        "an onion service without a proxy is refused as it is written",
        "crawler/network/request_targets.py",
        " if is_onion(host) else None\n",
        " if False else None\n",
        "tests/scorecard/test_s1_addresses.py -k readers_read",
    ),
    Guard(
        "no proxy is asked for what is inside",
        "crawler/network/request_targets.py",
        "        return inner_refusal(host)\n",
        "        return None\n",
        "tests/scorecard/test_s1_addresses.py -k no_proxy",
    ),
    Guard(
        "what began in a proxy stays in it",
        "crawler/context/run_context.py",
        "        asked, own = kept or self.proxies",
        "        asked, own = self.proxies",
        "tests/proxies/test_redirects.py -k stays_in_it",
    ),
    Guard(
        "a proxied mirror's name is not looked up here",
        "crawler/context/run_context.py",
        "        direct = [origin for origin in self.origins if self.proxies[origin] is None]",
        "        direct = self.origins",
        "tests/proxies/test_nothing_leaves_the_proxy.py -k witness_sees",
    ),
    Guard(
        "the belt behind the resolver",
        "crawler/network/address_guard.py",
        "            reason = self.refusal(host, port)\n",
        "            reason = None\n",
        "tests/scorecard/test_guards.py -k belt",
    ),
    Guard(
        "the time that a page may take",
        "crawler/reading/pool.py",
        "kwargs), timeout=self._timeout)",
        "kwargs), timeout=None)",
        "tests/reading/test_pool.py -k slow_task",
    ),
    Guard(
        "the cap of a body",
        "crawler/fetching/scrapy_settings.py",
        '        "DOWNLOAD_MAXSIZE": settings.network.max_body,\n',
        '        "DOWNLOAD_MAXSIZE": 0,\n',
        "tests/scorecard/test_guards.py -k body",
    ),
    Guard(
        "the slot of a host",
        "crawler/fetching/download_handler.py",
        "        delay = max(source.delay, ",
        "        delay = 0.0 * max(source.delay, ",
        "tests/fetching/test_the_door.py -k distance",
    ),
    Guard(
        "robots.txt",
        "crawler/fetching/middlewares.py",
        "        if not robots.allows(request.url):\n",
        "        if False:\n",
        "tests/fetching/test_the_door.py -k robots_rules",
    ),
    Guard(
        "the lock of the state folder",
        "crawler/maintenance/state_folder.py",
        "            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
        "            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)\n",
        "tests/maintenance/test_state_folder.py",
    ),
    Guard(
        "the append-only file",
        "crawler/index/embedded.py",
        '        "appendonly": "yes" if lasting else "no",\n',
        '        "appendonly": "no",\n',
        "tests/index/test_embedded_server.py -k acknowledged",
    ),
    Guard(
        "commits that survive a power cut",
        "crawler/archive/database/engines.py",
        '"synchronous=FULL"',
        '"synchronous=OFF"',
        "tests/archive/test_opening.py -k power_cut",
    ),
    Guard(
        "a page of a removed article is not stored",
        "crawler/archive/pages/record_pages.py",
        "    away = find_removed(connection, fetched)\n",
        "    away: set[int] = set()\n",
        "tests/maintenance/test_removing.py -k another_key",
    ),
    Guard(
        "a purge that was cut off is finished by the next run",
        "crawler/crawl/run.py",
        "        await index_removed(services.archive, services.index, source.id)\n",
        "        pass\n",
        "tests/maintenance/test_articles_are_removed.py -k killed",
    ),
    Guard(
        "a number is given out once",
        "crawler/archive/tables/articles.py",
        '"source", "id"),\n    sqlite_autoincrement=True,\n',
        '"source", "id"),\n',
        "tests/maintenance/test_articles_are_removed.py -k its_number",
    ),
    Guard(
        "a run that wakes up late may not write",
        "crawler/maintenance/purge.py",
        "                await self.archive.run(begin_purge, source)\n",
        "",
        "tests/maintenance/test_removing.py -k wakes_up_late",
    ),
    Guard(
        "the index takes back what is removed",
        "crawler/maintenance/purge.py",
        "        await self.index.execute(postings.take_back_commands(entries), keys.posting_partitions())\n",
        "",
        "tests/maintenance/test_removing.py -k made_anew",
    ),
    Guard(
        "a copy is looked at before it is put back",
        "crawler/archive/database/backup.py",
        "    if not copy.is_file():\n",
        "    return\n    if not copy.is_file():\n",
        "tests/archive/test_copies.py -k no_copy",
    ),
    Guard(
        "crawls wait for a server that takes no writes",
        "scheduler/service/healing.py",
        "            await self._index.try_to_write()\n",
        "",
        "tests/scorecard/test_r2_redis.py -k memory",
    ),
    Guard(
        "the delay counts from when the host had the request",
        "crawler/index/slots.py",
        "            if ended and ago >= self._pace.delay:\n",
        "            if ended:\n",
        "tests/index/test_politeness.py -k surely_had",
    ),
    Guard(
        "none starts while a request may still be on its way",
        "crawler/index/slot_scripts.py",
        " or (unheard and delay > 0)) then",
        ") then",
        "tests/index/test_politeness.py -k may_not_have_come",
    ),
    Guard(
        "the slot of a machine that mirrors share",
        "crawler/fetching/download_handler.py",
        "key, pace, beside=beside, patience",
        "key, pace, patience",
        "tests/network/test_shared_machines.py -k two_names_of_one",
    ),
    Guard(
        "the door hears when a head comes",
        "crawler/fetching/download_handler.py",
        "            self._in_flight[request].heard()\n",
        "            pass\n",
        "tests/fetching/test_the_door.py -k from_its_head",
    ),
    Guard(
        "certificates are verified",
        "crawler/fetching/scrapy_settings.py",
        '    "DOWNLOAD_VERIFY_CERTIFICATES": True,\n',
        '    "DOWNLOAD_VERIFY_CERTIFICATES": False,\n',
        "tests/scorecard/test_s8_tls.py",
    ),
    Guard(
        "TLS is new enough",
        "crawler/fetching/scrapy_settings.py",
        '    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.2",\n',
        '    "DOWNLOAD_TLS_MIN_VERSION": "TLSv1.0",\n',
        "tests/scorecard/test_s8_tls.py",
    ),
    Guard(
        "a URL is judged as it is written",
        "crawler/fetching/download_handler.py",
        "        if refusal is not None:\n",
        "        if False:\n",
        "tests/scorecard/test_guards.py -k no_port",
    ),
    Guard(
        "the cap of what a body unpacks to",
        "crawler/fetching/decompress.py",
        "            return super().process_response(request, response)\n",
        "            self._max_size = 0\n            return super().process_response(request, response)\n",
        "tests/scorecard/test_guards.py -k unpacks",
    ),
    Guard(
        "how often a body may be packed",
        "crawler/fetching/decompress.py",
        "        if len(codings) > MOST_CODINGS:\n",
        "        if False:\n",
        "tests/scorecard/test_guards.py -k packed_over",
    ),
    Guard(
        "the cap of a head",
        "crawler/network/http_head_limits.py",
        "            if seen > MOST_HEAD:\n",
        "            if False:\n",
        "tests/scorecard/test_guards.py -k head_that",
    ),
    Guard(
        "5xx on robots.txt forbids",
        "crawler/network/robots.py",
        "        return self.status < 500\n",
        "        return True\n",
        "tests/fetching/test_the_door.py -k unreachable_robots",
    ),
    Guard(
        "a robots.txt is read as far as its rules count",
        "crawler/fetching/download_handler.py",
        "                raise StopDownload(fail=False)\n",
        "                raise StopDownload\n",
        "tests/scorecard/test_s9_robots.py -k 4xx",
    ),
    Guard(
        "a page that is no article is given up after a month",
        "crawler/canonical/revisit.py",
        "    return last - since > GIVEN_UP_AFTER\n",
        "    return last - since > 2 * GIVEN_UP_AFTER\n",
        "tests/crawl/test_quarantine.py -k thirty_days",
    ),
    Guard(
        "what is told on a terminal is made harmless",
        "scheduler/reports/formats/text_format.py",
        '    return "".join(_shown(letter) for letter in text)\n',
        "    return text\n",
        "tests/reports/test_runs.py",
    ),
    Guard(
        "what is told as JSON is made harmless",
        "scheduler/reports/formats/data_formats.py",
        '    return _ESCAPED.sub(lambda escaped: f"\\\\u{ord(escaped[0]):04x}", text)\n',
        "    return text\n",
        "tests/reports/test_export.py -k steers_no_terminal",
    ),
    Guard(
        "what is exported for a spreadsheet is no formula",
        "scheduler/reports/formats/data_formats.py",
        '    return _FORMULA.sub(r"\\1\'", shown)\n',
        "    return shown\n",
        "tests/reports/test_export.py -k formula",
    ),
    Guard(
        "the daemon's socket is its owner's alone",
        "scheduler/service/control.py",
        "    path.chmod(0o600)\n",
        "    path.chmod(0o666)\n",
        "tests/service/test_control.py -k nobody_else",
    ),
    Guard(
        "workers that a killed one left locked out are noticed",
        "crawler/reading/pool.py",
        "locked > MOST_LOCKED_CHECKS or ",
        "",
        "tests/reading/test_pool.py -k locked_out",
    ),
    Guard(
        "ready means that pages are read",
        "scheduler/watching/healthcheck.py",
        " or await _not_reading(state)",
        "",
        "tests/watching/test_health.py -k read_nothing",
    ),
    Guard(
        "an index of another archive is refused",
        "crawler/index/client.py",
        "        if self.archive and owners - {self.archive}:\n",
        "        if False:\n",
        "tests/index/test_whose_it_is.py -k refused_with_the_cure",
    ),
    Guard(
        "an error with a trace counts in its run",
        "crawler/crawl/run.py",
        "counting_own_errors(run.tally.count_error, run.id)",
        "counting_own_errors(print, run.id)",
        "tests/crawl/test_errors_of_ours.py -k costs_no_page",
    ),
    Guard(
        "a source always has a next date",
        "scheduler/schedule/jobs.py",
        "            self._begin_at(self._plan_now, name, self._clock() + AFTER_REFUSAL)\n",
        "",
        "tests/service/test_nothing_ends_in_silence.py -k cannot_be_seen",
    ),
    Guard(
        "one process leads at a time",
        "crawler/archive/installation/leadership.py",
        "where=mine | (table.until < now)",
        "where=None",
        "tests/cluster/test_leadership.py -k comes_first",
    ),
    Guard(
        "a process that is frozen loses the lead",
        "crawler/archive/installation/leadership.py",
        "where=mine | (table.until < now)",
        "where=mine",
        "tests/cluster/test_leadership.py -k comes_first",
    ),
    Guard(
        "an order whose leader died is done by the next",
        "crawler/archive/installation/orders.py",
        "o.taken_by.is_distinct_from(holder)",
        "o.taken_by.is_(None)",
        "tests/cluster/test_orders_and_members.py -k by_whoever_leads",
    ),
    Guard(
        "older files do not win",
        "crawler/archive/installation/configurations.py",
        "last.version != after:",
        "False:",
        "tests/cluster/test_orders_and_members.py -k older_files",
    ),
    Guard(
        "one run of a source waits",
        "scheduler/cluster/procrastinate_queue.py",
        "queueing_lock=source, ",
        "",
        "tests/cluster/test_queue.py -k put_in_twice",
    ),
    Guard(
        "the run of a dead worker is handed out again",
        "scheduler/cluster/procrastinate_queue.py",
        "                    await jobs.retry_job(job)\n",
        "                    pass\n",
        "tests/cluster/test_queue.py -k taken_up",
    ),
    Guard(
        "one of two jobs of a source stands for both",
        "scheduler/cluster/procrastinate_queue.py",
        "                    await jobs.finish_job(job, Status.FAILED, delete_job=True)\n",
        "                    raise\n",
        "tests/cluster/test_queue.py -k waits_already",
    ),
    Guard(
        "what another machine hears says nothing of this one's uplink",
        "crawler/archive/runs/record_runs.py",
        "(runs.c.source != source) & here & ",
        "(runs.c.source != source) & ",
        "tests/archive/test_on_a_server.py -k another_machine",
    ),
    Guard(
        "a task whose cancellation is lost ends all the same",
        "crawler/index/end_tasks.py",
        "        for task in left:\n            task.cancel()\n        _, left",
        "        for task in left:\n            task.cancel() if not task.cancelling() else None\n        _, left",
        "tests/index/test_end_tasks.py",
    ),
    Guard(
        "a frozen server of readers is replaced",
        "crawler/reading/fork_server.py",
        "            os.kill(server, signal.SIGKILL)\n",
        "            pass\n",
        "tests/reading/test_pool.py -k frozen_server",
    ),
    Guard(
        "a hook's events are sent in their order",
        "crawler/archive/hooks/deliveries.py",
        "first.where(due).order_by(d.id).limit(1)",
        "first.where(due).order_by(d.id.desc()).limit(1)",
        "tests/hooks/test_outbox.py -k in_their_order",
    ),
    Guard(
        "an event stays in the outbox until its hook took it",
        "scheduler/hooks/sender.py",
        "                if attempt.trouble:\n",
        "                if False:\n",
        "tests/hooks/test_sending.py -k now_and_then",
    ),
    Guard(
        "what happens and what is told of it is one transaction",
        "crawler/archive/tables/hook_triggers.py",
        '    _Telling(HookEvent.ARTICLE_DIVERGENT, "alarms", "INSERT"),\n',
        "",
        "tests/hooks/test_outbox.py -k every_other_event",
    ),
    Guard(
        "a primary whose history changed is not believed",
        "crawler/index/client.py",
        "        if doubtful and not await self._vouch(doubtful, found):\n",
        "        if False:\n",
        "tests/failover/test_a_failover.py -k called_unknown",
    ),
    Guard(
        "a server is believed after a restart only where it waits for its disk",
        "crawler/index/server_facts.py",
        '        and told.config.get("appendfsync") == "always"\n',
        "",
        "tests/failover/test_a_restart.py -k last_second",
    ),
    Guard(
        "no slot comes from a server that may have lost some",
        "crawler/index/slot_scripts.py",
        "if ARGV[5] ~= '' and not",
        "if false and not",
        "tests/failover/test_a_failover.py -k rest_before",
    ),
    Guard(
        "hosts rest whose slots may be lost",
        "crawler/index/building.py",
        "    if own and life:\n",
        "    if False:\n",
        "tests/failover/test_a_failover.py -k rest_before",
    ),
    Guard(
        "of two who make one part of the index the first cannot end it",
        "crawler/index/marks.py",
        "~= '{_BUILDING}:' .. ARGV[2] .. ':' .. history then return 0 end",
        "== false then return 0 end",
        "tests/failover/test_a_failover.py -k two_who_build",
    ),
    Guard(
        "a shard that failed over is made anew alone",
        "scheduler/service/services.py",
        "    if set(lacking) >= set(needed):\n",
        "    if True:\n",
        "tests/failover/test_a_failover.py -k shard_alone",
    ),
    Guard(
        "a failover is waited for",
        "crawler/index/cluster_servers.py",
        "                if loop.time() > until or not _passes(error):\n",
        "                if True:\n",
        "tests/failover/test_a_failover.py -k rides_out",
    ),
    Guard(
        "whoever holds a slot and asks again is granted it again",
        "crawler/index/slot_scripts.py",
        "        mine = true\n",
        "        held = held + 1\n",
        "tests/failover/test_a_cluster.py -k asks_again",
    ),
)


def taken_out(guard: Guard) -> tuple[bool, str]:
    """Run the guard's test in a copy without it; whether it failed, and its last words."""
    with tempfile.TemporaryDirectory(prefix="teeth-") as folder:
        copy = Path(folder)
        for name in COPIED:
            whole = ROOT / name
            shutil.copytree(whole, copy / name) if whole.is_dir() else shutil.copy(whole, copy / name)
        file = copy / guard.file
        text = file.read_text(encoding="utf-8")
        if text.count(guard.stands) != 1:
            return False, f"ERROR: its text stands {text.count(guard.stands)} times in {guard.file}"
        file.write_text(text.replace(guard.stands, guard.instead), encoding="utf-8")
        path, _, words = guard.test.partition(" ")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:cacheprovider",
            "--timeout=0",
            path,
            *words.split(),
        ]
        environment = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("SCORECARD_OUT", None)
        try:
            done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return True, f"not ended within {PATIENCE} s"
    words = done.stdout.strip().splitlines()
    failed = next((line for line in words if line.startswith("FAILED")), words[-1] if words else done.stderr[-200:])
    return done.returncode == 1, failed[:150]


def main() -> int:
    begun = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(taken_out, GUARDS))
    for guard, (bites, words) in zip(GUARDS, results, strict=True):
        print(f"{'bites' if bites else 'NO TOOTH':9} {guard.name}: {words}", flush=True)
    bites = sum(tooth for tooth, _ in results)
    if out := os.environ.get("SCORECARD_OUT"):
        line = {"row": "O4", "what": "guards whose absence a test notices", "reached": bites, "of": len(GUARDS)}
        line |= {"bar": "all", "seed": 0, "seconds": round(time.monotonic() - begun, 1)}
        with Path(out).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
    return int(bites < len(GUARDS))


if __name__ == "__main__":
    sys.exit(main())
