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
        "self._engine.begin() as connection:\n            return function(connection, *args, **kwargs)\n",
        "self._engine.connect() as connection:\n            try:\n"
        "                return function(connection, *args, **kwargs)\n"
        "            finally:\n                connection.commit()\n",
        "tests/archive/test_opening.py -k failed_transaction",
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
        "        if any(mark is None or mark.decode() != self.generation for mark in marks):\n",
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
        "an unreachable robots.txt forbids",
        "crawler/fetching/middlewares.py",
        "        if not robots.reachable:\n",
        "        if False:\n",
        "tests/fetching/test_the_door.py -k unreachable_robots",
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
        " or (unheard and delay > 0) then",
        " then",
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
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", path, *words.split()]
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
