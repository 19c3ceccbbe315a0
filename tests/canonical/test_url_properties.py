"""What holds for every URL: no exception, no further change the second time, one fold for many spellings."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.canonical_url import SourceUrls, canonicalize
from crawler.canonical.percent_encoding import normalize_path, normalize_query

SOURCE = SourceUrls.of(
    [
        ("https://www.herald.example", "/{section}/{year}/{id}/{slug}"),
        ("http://127.0.0.1:8001", "/story.php?id={id}"),
        ("https://herald.test", None),
    ],
    keep=["utm_id"],
    drop=["page"],
)
HOSTS = ["www.herald.example", "herald.example", "127.0.0.1:8001", "HERALD.test", "other.example", "[::1]:80"]

rough = st.text(st.sampled_from(string.printable + "%%%///..\\\\@@::??##&&==\xa0é‘\ud800\u200b"))
tails = st.builds("{}{}?{}#{}".format, st.sampled_from(["", "/", "/world/2026/7/"]), rough, rough, rough)
urls = st.one_of(
    st.text(),
    rough,
    st.builds("{}://{}{}".format, st.sampled_from(["http", "HTTPS", "ftp"]), st.sampled_from(HOSTS), tails),
)
segments = (
    st.text(string.ascii_letters + string.digits + "-._~,é %", min_size=1)
    .map(str.strip)
    .filter(lambda segment: segment.strip("."))
)
names = st.text(string.ascii_lowercase, min_size=1, max_size=6)
queries = st.lists(st.builds("{}={}".format, names, segments), max_size=3).map("&".join)
targets = st.builds(
    lambda path, query: "/" + "/".join(path) + (f"?{query}" if query else ""),
    st.lists(segments, max_size=5),
    queries,
)


@given(url=urls, base=st.none() | urls)
def test_no_text_raises(url: str, base: str | None):
    for source in (None, SOURCE):
        found = canonicalize(url, source, base=base)
        assert (found.canonical_url is None) == (found.reason is not None)


@given(url=urls)
def test_canonicalizing_twice_changes_nothing(url: str):
    for source in (None, SOURCE):
        first = canonicalize(url, source)
        if first.canonical_url is None:
            continue
        second = canonicalize(first.canonical_url, source)
        assert second.canonical_url == first.canonical_url
        assert (second.key, second.mirror, second.date) == (first.key, first.mirror, first.date)
        assert set(second.rules) <= {"slug", "trailing_slash"}


@given(url=urls)
def test_a_url_that_no_rule_changed_is_its_own_canonical_url(url: str):
    for source in (None, SOURCE):
        found = canonicalize(url, source)
        if found.canonical_url is not None:
            changed = bool(set(found.rules) - {"slug", "trailing_slash"})
            assert changed == (found.canonical_url != url)


@given(
    target=targets,
    scheme=st.sampled_from(["http://", "https://", "HTTPS://"]),
    www=st.sampled_from(["", "www.", "WWW."]),
    port=st.booleans(),
    fragment=st.sampled_from(["", "#", "#top", "#!/a?b"]),
    trackers=st.lists(st.sampled_from(["utm_source=x", "fbclid=1", "gclid", "ref=rss", "", "utm_x=%7e"])),
)
def test_spelling_changes_neither_key_nor_canonical_url(
    target: str, scheme: str, www: str, port: bool, fragment: str, trackers: list[str]
):
    plain = canonicalize("https://www.herald.example" + target, SOURCE)
    host = www + "herald.example" + ((":443" if "s" in scheme.lower() else ":80") if port else "")
    mark = ("&" if "?" in target else "?") if trackers else ""
    other = canonicalize(scheme + host + target + mark + "&".join(trackers) + fragment, SOURCE)
    assert (other.key, other.canonical_url) == (plain.key, plain.canonical_url)
    assert plain.mirror == "https://www.herald.example"


@given(target=targets)
def test_a_canonical_url_is_ascii_without_blanks(target: str):
    found = canonicalize("https://herald.test" + target).canonical_url
    assert found is not None
    assert found.isascii()
    assert found.isprintable()
    assert " " not in found


@given(target=targets)
def test_the_key_does_not_know_the_host(target: str):
    source = SourceUrls.of([("https://a.example", None), ("http://b.example:8080", None)])
    first, second = (canonicalize(mirror.origin + target, source) for mirror in source.mirrors)
    assert first.key == second.key
    assert first.mirror != second.mirror


@given(text=st.text() | rough)
def test_percent_normalization_is_final_and_ascii(text: str):
    for normalize in (normalize_path, normalize_query):
        once = normalize(text)
        assert once.isascii()
        assert normalize(once) == once
