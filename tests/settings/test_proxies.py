"""Which proxies a configuration may name, what follows of them, and that their passwords are shown nobody."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from crawler.model.proxy import HTTP, SOCKS, Proxy
from crawler.settings.proxy import parse_proxy
from crawler.settings.rewriting import insert_mirror
from scheduler.cli import main

PASSWORD = "hunter2"
TOR = Proxy(SOCKS, "127.0.0.1", 9050)


def source(*mirrors: str) -> str:
    return f'name = "Herald"\nmirrors = [{", ".join(mirrors)}]\nfeeds = ["/rss.xml"]\n'


ONE = '{ url = "https://a.example", proxy = "socks5h://127.0.0.1:9050" }'


def test_a_url_becomes_a_proxy():
    assert parse_proxy("http://me:a%2Fb%40c@proxy.example:3128/") == Proxy(
        HTTP, "proxy.example", 3128, user="me", password="a/b@c"
    )
    assert parse_proxy("socks5h://[::1]:9050").host == "::1"


@pytest.mark.parametrize(
    ("url", "what", "cure"),
    [
        ("socks5://127.0.0.1:9050", "names looked up here", "socks5h://"),
        ("https://proxy.example:443", "no proxy that begins with", "socks5h://127.0.0.1:9050"),
        ("127.0.0.1:9050", "no proxy that begins with", "socks5h://127.0.0.1:9050"),
        ("socks5h://127.0.0.1", "no host, or no port", "9050"),
        ("socks5h://127.0.0.1:99999", "cannot be", "escape"),
        (f"socks5h://me:{PASSWORD}/x@127.0.0.1:9050", "", ""),
        (f"socks5h://{PASSWORD}@127.0.0.1:9050", "or neither", "USER:PASSWORD"),
        (f"http://me:{PASSWORD}\u00e9@127.0.0.1:9050", "cannot send", "another"),
        ("http://127.0.0.1:9050/path", "without a path", ""),
    ],
)
@pytest.mark.parametrize("everywhere", [True, False])
def test_a_bad_one_is_told_with_its_cure_and_without_its_password(folder, url, what, cure, everywhere):
    if everywhere:
        problem = folder.settings(f'[network]\nproxy = "{url}"\n').source().problem()
    else:
        problem = folder.source(text=source(f'{{ url = "https://a.example", proxy = "{url}" }}')).problem()
    assert what in problem.what
    assert cure in problem.cure
    assert PASSWORD not in str(problem)


@pytest.mark.parametrize(
    "text",
    [
        f'mirrors = [{{ url = "https://a.example", proxy = "socks5h://me:{PASSWORD}@h:1" }}, oops]\n',
        f'[[mirrors]]\nurl = "https://a.example"\nproxy = "socks5h://me:{PASSWORD}@h:1',
        f'name = 7\nmirrors = [{{ url = "https://a.example", proxi = "socks5h://me:{PASSWORD}@h:1" }}]\n',
    ],
)
def test_no_message_about_a_file_shows_it(folder, text):
    assert not any(PASSWORD in str(problem) for problem in folder.source(text=text).problems())


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_config_show_masks_it(folder, options):
    folder.source()
    environment = {"MIRRORFOLD_NETWORK__PROXY": f"socks5h://me:{PASSWORD}@127.0.0.1:9050"}
    result = CliRunner().invoke(main, ["--config", str(folder.path), "config", "show", *options], env=environment)
    assert result.exit_code == 0
    assert "socks5h://me:***@127.0.0.1:9050" in result.output
    assert PASSWORD not in result.output + repr(folder.load(**environment).settings)


def test_a_mirror_s_own_counts_before_that_of_all(folder):
    folder.source(text=source(ONE, '{ url = "https://b.example", proxy = "none" }', '"https://c.example"'))
    everywhere = {"MIRRORFOLD_NETWORK__PROXY": "http://proxy.example:3128"}
    (of_all,) = folder.load(**everywhere).sources
    assert [mirror.proxy for mirror in of_all.mirrors] == [TOR, None, Proxy(HTTP, "proxy.example", 3128)]
    assert of_all.proxy_elsewhere == Proxy(HTTP, "proxy.example", 3128)
    (alone,) = folder.load().sources
    assert [mirror.proxy for mirror in alone.mirrors] == [TOR, None, None]
    assert alone.proxy_elsewhere is None
    (proxied,) = folder.source(text=source(ONE)).load().sources
    assert proxied.proxy_elsewhere == TOR


def test_a_file_may_hold_it(folder, tmp_path):
    secret = tmp_path / "proxy"
    secret.write_text(f"socks5h://me:{PASSWORD}@127.0.0.1:9050\n")
    mirror = f'{{ url = "https://a.example", proxy_file = {json.dumps(str(secret))} }}'
    (loaded,) = folder.source(text=source(mirror)).load().sources
    assert loaded.mirrors[0].proxy == Proxy(SOCKS, "127.0.0.1", 9050, user="me", password=PASSWORD)
    assert PASSWORD not in repr(loaded)
    secret.write_text(PASSWORD)
    problem = folder.problem()
    assert "holds no URL of a proxy" in problem.what
    assert PASSWORD not in str(problem)
    secret.unlink()
    assert "cannot be read" in folder.problem().what
    both = mirror.replace("proxy_file", 'proxy = "none", proxy_file')
    secret.write_text("socks5h://127.0.0.1:9050")
    assert "has a proxy beside it" in folder.source(text=source(both)).problem().what


def test_an_onion_service_without_one_is_warned_of(folder):
    onion = f"http://{'a' * 56}.onion"
    (warning,) = [w for w in folder.source(text=source(f'"{onion}"')).load().warnings if "onion" in w]
    assert 'proxy = "socks5h://127.0.0.1:9050" }, or set network.proxy' in warning
    assert not any("onion" in w for w in folder.load(MIRRORFOLD_NETWORK__PROXY="socks5h://127.0.0.1:9050").warnings)


def test_a_mirror_that_joins_is_asked_through_the_proxy_of_all():
    text = source(ONE)
    joined = insert_mirror(text, "https://b.example")
    assert '{url = "https://b.example", proxy = "socks5h://127.0.0.1:9050"}' in joined
    assert '"https://c.example"]' in insert_mirror(source(ONE, '"https://b.example"'), "https://c.example")
