"""The settings: every key, its type, its range, its default and the sentence that explains it.

``config/mirrorfold.toml`` repeats keys, defaults and sentences; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field

from crawler.settings import checks
from crawler.settings.display import SecretText, SecretUrl
from crawler.settings.hook import Hooks
from crawler.settings.proxy import proxy_url
from crawler.settings.table import Table

Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]
Share = Annotated[float, Field(gt=0, le=1)]
Loopback = Annotated[str, AfterValidator(checks.loopback)]


class Network(Table):
    contact: Annotated[str, AfterValidator(checks.contact)] = ""
    """Who runs this program, a URL or a mail address: goes into the user agent "mirrorfold/VERSION (+contact)"."""
    allow_loopback: Annotated[tuple[Loopback, ...], Field(strict=False, examples=[["127.0.0.1:8001"]])] = ()
    """Loopback addresses with their ports that may be fetched all the same: for the demo and for tests."""
    resolve: Annotated[
        Mapping[str, str], AfterValidator(checks.addresses), Field(examples=[{"www.example.com": "127.0.0.1"}])
    ] = Field(default_factory=lambda: checks.addresses({}))
    """Host names answered from this table instead of from DNS: for tests only."""
    proxy: Annotated[
        str, AfterValidator(proxy_url), AfterValidator(SecretUrl), Field(examples=["socks5h://127.0.0.1:9050"])
    ] = SecretUrl("")
    """A proxy that every host is asked through, such as Tor's; empty asks directly. A mirror may have its own."""
    timeout: Annotated[float, Field(gt=0, le=60)] = 15.0
    """Seconds that one response may take; stopping the daemon may take as long."""
    max_body: Annotated[int, Field(ge=1024, le=104_857_600)] = 5_242_880
    """Bytes of a response, decompressed, beyond which it is given up."""
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    """Redirects that are followed from one URL."""


class Politeness(Table):
    delay: NotNegative = 1.0
    """Seconds between two requests to one host."""
    concurrency: Count = 2
    """Requests in flight to one host."""
    source_concurrency: Count = 8
    """Requests in flight for one source, over all its mirrors."""
    max_retry_after: NotNegative = 3600.0
    """Seconds that a host may ask us to stay away with Retry-After; a longer wish is cut to this."""


class Redis(Table):
    url: Annotated[
        str, AfterValidator(checks.redis_url), AfterValidator(SecretUrl), Field(examples=["redis://127.0.0.1:6379/0"])
    ] = SecretUrl("")
    """The index: a Redis or Valkey server, or nodes of a cluster; empty: the embedded Valkey in the state folder."""
    without_password: bool = False
    """Whether a server beyond this machine may do without a password: on a network that nobody else is on."""
    prefix: Annotated[str, AfterValidator(checks.key_prefix), Field(examples=["paper"])] = "mf"
    """What all keys on the server begin with: two installations on one server need two."""


class Database(Table):
    url: Annotated[
        str,
        AfterValidator(checks.database_url),
        AfterValidator(SecretUrl),
        Field(examples=["postgresql://mirrorfold@127.0.0.1/mirrorfold"]),
    ] = SecretUrl("")
    """The archive: a PostgreSQL database; empty means the SQLite file archive.db in the state folder."""


class Archive(Table):
    raw_days: Annotated[int, Field(ge=0, le=36_500)] = 30
    """Days that fetched pages are kept as they came; 0 keeps none."""
    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    """Days that an article is kept after any mirror last showed it; 0 keeps it for good."""
    log_days: Annotated[int, Field(ge=1, le=36_500)] = 90
    """Days that records of how things went are kept: runs, visits without news, quarantine, states of mirrors."""


class Extraction(Table):
    workers: Annotated[int, Field(ge=0, le=256)] = 0
    """Processes that extract articles; 0 means one per processor core."""
    timeout: Positive = 10.0
    """Seconds that one page may take to be extracted before the attempt is killed."""


class Dedup(Table):
    jaccard: Share = 0.5
    """Share of common shingles, of all shingles of two texts, from which they are near-duplicates."""
    containment: Share = 0.6
    """Share of the shorter text's shingles found in the longer one from which they are near-duplicates."""
    containment_jaccard: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Jaccard similarity that a link by containment needs as well."""
    min_shingles: Count = 40
    """Shingles of a text below which it is compared only exactly."""
    sample: Annotated[int, Field(ge=1, le=65_536)] = 16
    """One of so many shingles is kept in a text's sketch."""
    sample_min: Count = 16
    """Shingles that a sketch holds at least, if the text has as many."""
    sample_max: Count = 512
    """Shingles that a sketch holds at most."""
    window_days: Annotated[int, Field(ge=1, le=3650)] = 45
    """Days that an article can be found as a near-duplicate of a later one."""
    index_megabytes: Annotated[int, Field(ge=1, le=1_048_576)] = 1024
    """Megabytes that near-duplicates may take in the index; beyond them the oldest leave before their time."""


class Runs(Table):
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    """Sources crawled at once."""
    time_limit: Positive = 900.0
    """Seconds that one run may take before it is stopped."""
    progress: NotNegative = 30.0
    """Seconds between two lines that tell how far a run is, and how long it will take; 0 tells nothing."""
    log: Annotated[str, AfterValidator(checks.runs_in_log)] = "all"
    """Runs whose end gets a line in the log: all, those with changes (or problems), those with problems alone."""
    lease: Annotated[float, Field(ge=1, le=3600)] = 15.0
    """Seconds after which a run whose process died is taken up again."""


class Mirrors(Table):
    failures_until_down: Count = 2
    """Runs in a row without one good answer after which a mirror is down."""
    probe_after: Positive = 300.0
    """Seconds after which a mirror that is out of use is probed; each probe that fails doubles them."""
    probe_at_most: Positive = 3600.0
    """Seconds between two probes of a mirror that is out of use, at most."""
    stale_after: Positive = 21_600.0
    """Seconds that a mirror may lag behind its freshest sibling before it is degraded."""
    divergence_grace: NotNegative = 86_400.0
    """Seconds that mirrors may tell a different text under one identity before it counts as divergent."""
    audit_share: Annotated[float, Field(ge=0, le=1)] = 0.02
    """Share of the articles that are fetched from a second mirror as well, to compare."""
    control_pages: bool = True
    """Whether each mirror is asked once a day for an address that cannot exist, to know its error pages and walls."""
    recheck_each_run: Annotated[int, Field(ge=1, le=10_000)] = 200
    """Articles that a mirror which is back, new, restored or suspect is asked for in one run; the rest in the next."""
    probe_proposals: bool = True
    """Whether, after a run, a few pages of a host that may be a mirror are held against the source's articles."""


class Alarms(Table):
    command: Annotated[
        tuple[str, ...], AfterValidator(checks.command), Field(strict=False, examples=[["/usr/local/bin/tell-us"]])
    ] = ()
    """A program with its arguments that is called with each alarm, as JSON on its standard input."""
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds that it may take for one alarm."""


class Outbox(Table):
    retry_after: Positive = 5.0
    """Seconds after which a hook that failed is tried again; each try that fails doubles them."""
    retry_at_most: Positive = 3600.0
    """Seconds between two tries of a hook, at most; one that asks for more with Retry-After is left alone for a day."""
    give_up_after: Positive = 259_200.0
    """Seconds that an event waits for a hook that fails; then it is given up, and shown as a dead letter."""
    delivered_days: Annotated[int, Field(ge=0, le=36_500)] = 7
    """Days that it is kept which hook took which event, and when."""
    dead_days: Annotated[int, Field(ge=1, le=36_500)] = 90
    """Days that dead letters are kept."""


class Web(Table):
    port: Annotated[int, Field(ge=0, le=65_535)] = 8780
    """Port on which ``mirrorfold run`` serves its pages; 0 serves none."""
    host: Annotated[str, AfterValidator(checks.address)] = "127.0.0.1"
    """Address of this machine that the port belongs to; beyond loopback web.token is needed."""
    socket: Annotated[str, Field(examples=["/run/mirrorfold/pages.sock"])] = ""
    """A unix socket that the pages are served on instead of a port."""
    token: Annotated[str, AfterValidator(checks.token), AfterValidator(SecretText)] = SecretText("")
    """What a reader beyond this machine has to give, 22 characters or more; empty asks nobody."""
    names: Annotated[tuple[str, ...], Field(strict=False, examples=[["news.example.org"]])] = ()
    """Hosts, with their ports where these are unusual, by which readers ask for the pages: a proxy's."""
    root_path: Annotated[str, AfterValidator(checks.root_path), Field(examples=["/mirrorfold"])] = ""
    """Path under which a proxy serves the pages."""
    address: Annotated[str, AfterValidator(checks.outside_address), Field(examples=["https://news.example.org"])] = ""
    """Address of the pages as their readers type it, with its path: feeds name themselves by it."""
    read_only: bool = False
    """Whether the pages only show and decide nothing."""
    edit_sources: Annotated[str, AfterValidator(checks.edit_sources)] = "loopback"
    """Where the pages may save a new source: for readers on this machine (not behind a proxy), for all, for nobody."""
    monitoring: bool = False
    """Whether /healthz, /readyz and /metrics are answered beside the pages."""


class Metrics(Table):
    port: Annotated[int, Field(ge=0, le=65_535)] = 0
    """Port of 127.0.0.1 on which the daemon answers Prometheus; 0 answers nobody."""
    by_source: bool = True
    """Whether sources and mirrors have series of their own; without, all are counted together, on a small page."""


class Settings(Table):
    """All sections. Times are in seconds unless the name says otherwise, sizes in bytes."""

    network: Network = Field(default_factory=Network)
    politeness: Politeness = Field(default_factory=Politeness)
    redis: Redis = Field(default_factory=Redis)
    database: Database = Field(default_factory=Database)
    archive: Archive = Field(default_factory=Archive)
    extraction: Extraction = Field(default_factory=Extraction)
    dedup: Dedup = Field(default_factory=Dedup)
    runs: Runs = Field(default_factory=Runs)
    mirrors: Mirrors = Field(default_factory=Mirrors)
    alarms: Alarms = Field(default_factory=Alarms)
    outbox: Outbox = Field(default_factory=Outbox)
    metrics: Metrics = Field(default_factory=Metrics)
    web: Web = Field(default_factory=Web)
    hooks: Hooks = ()
    """Who is told what happens: a table a hook, and no section."""


SECTIONS: dict[str, type[Table]] = {
    name: field.annotation
    for name, field in Settings.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, Table)
}
"""Name of a section → its model."""
