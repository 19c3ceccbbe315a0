"""The evidence of an article, as a file: what is in it, that it is whole, and the same each time."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from scheduler.web.pages import evidence
from tests.desk.desk import DATABASE, Desk
from tests.desk.page_reader import PageReader
from tests.docs.pages import rows
from tests.scorecard.live_markup import STEERING
from tests.web.conftest import OpenPages


def write(desk: Desk, article: object, name: str = "evidence.zip", *words: str) -> dict[str, bytes]:
    """Evidence as the command writes it: name of a file → content."""
    out = desk.folder / name
    desk.run("evidence", str(article), "--out", str(out), *words)
    return unpack(out.read_bytes())


def unpack(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in names}


def corrected(desk: Desk) -> int:
    """The article that was corrected, of the crowded archive."""
    number: int = desk.ask("select article_id from pages where verdict = 'revision' order by id limit 1")[0][0]
    return number


def test_it_holds_the_pages_as_they_were_fetched_with_status_headers_and_times(
    crowded: tuple[Desk, PageReader],
) -> None:
    desk, _ = crowded
    number = corrected(desk)
    files = write(desk, number)
    told = json.loads(files["pages.json"])
    fetched = desk.ask(
        f"select id, run_id, mirror, url, status, size, fetched_at from pages where article_id = {number} order by id"
    )
    assert [
        (page["page"], page["run"], page["mirror"], page["url"], page["status"], page["size"]) for page in told
    ] == [row[:-1] for row in fetched]
    assert len(told) >= 2
    for page in told:
        body = files[page["body_file"]]
        assert (len(body), hashlib.sha256(body).hexdigest()) == (page["size"], page["body_sha256"])
        assert b"<html" in body
        named = dict(page["headers"])
        assert named["Content-Type"].startswith("text/html")
        assert named["Etag"]
        assert f"Content-Type: {named['Content-Type']}\n" in files[page["headers_file"]].decode()
    about = json.loads(files["about.json"])
    assert {run["id"] for run in about["runs"]} == {row[1] for row in fetched}
    assert (
        about["source_file"]["sha256"] == hashlib.sha256((desk.config / "sources/room.toml").read_bytes()).hexdigest()
    )
    assert files["source/room.toml.txt"] == (desk.config / "sources/room.toml").read_bytes()
    assert about["version"]
    assert about["comparing"]["jaccard"] == 0.5


def test_it_holds_each_text_what_was_changed_every_sighting_and_each_verdict(
    crowded: tuple[Desk, PageReader],
) -> None:
    desk, _ = crowded
    number = corrected(desk)
    files = write(desk, number, "whole.zip")
    (account,) = json.loads(files["article.json"])["articles"]
    explained = json.loads(desk.run("explain", str(number), "--json").stdout)["articles"][0]
    assert account == explained
    assert account["sightings"][0]["first_seen"].endswith("+00:00")
    assert len(account["pages"]) == len(desk.ask(f"select 1 from pages where article_id = {number}"))
    ids = [text["id"] for text in account["texts"]]
    assert len(ids) >= 2
    said = {name for name in files if name.startswith("texts/")}
    assert said == {f"texts/text-{text}.txt" for text in ids}
    changed = files[f"changes/text-{ids[0]}-to-{ids[1]}.txt"].decode()
    assert re.search(r"\[-.+-\]\{\+.+\+\}", changed)
    assert json.loads(files["article.json"])["timeline"]["texts"]


def test_the_manifest_names_every_file_and_notices_any_change(crowded: tuple[Desk, PageReader], tmp_path: Path) -> None:
    desk, _ = crowded
    files = write(desk, corrected(desk), "sums.zip")
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    named = {line.split("  ", 1)[1] for line in files["SHA256SUMS.txt"].decode().splitlines()}
    assert named == files.keys() - {"SHA256SUMS.txt"}
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS.txt"]
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    changed = next(name for name in files if name.endswith(".bin"))
    (tmp_path / changed).write_bytes(files[changed] + b" ")
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 1


def test_the_same_archive_gives_the_same_bytes_from_the_page_and_from_the_command(
    crowded: tuple[Desk, PageReader],
) -> None:
    desk, pages = crowded
    number = corrected(desk)
    for name in ("first.zip", "second.zip"):
        write(desk, number, name)
    first, second = ((desk.folder / name).read_bytes() for name in ("first.zip", "second.zip"))
    assert first == second
    answer = pages.get(f"/articles/{number}/evidence.zip")
    assert answer.raw == first
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="mirrorfold-article-{number}.zip"'
    assert f'href="/articles/{number}/evidence.zip"' in pages.get(f"/articles/{number}").body


def test_every_kind_of_file_stands_on_the_page_about_it(crowded: tuple[Desk, PageReader]) -> None:
    desk, _ = crowded
    files = write(desk, corrected(desk), "kinds.zip")
    kinds = {re.sub(r"-to-\d+", "-to-M", name) for name in files}
    kinds = {re.sub(r"(text|page)-\d+", r"\1-N", name).replace("room.toml", "NAME.toml") for name in kinds}
    assert kinds == {row[0].strip("`") for row in rows("docs/outputs.md", "## Evidence of one article")}


def test_its_page_explains_itself_runs_nothing_and_asks_for_nothing(crowded: tuple[Desk, PageReader]) -> None:
    desk, _ = crowded
    files = write(desk, corrected(desk), "page.zip")
    page = files["index.html"].decode()
    tree = html.document_fromstring(page)
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not tree.xpath("//script | //img | //link | //iframe | //object | //form | //@src | //@style")
    assert set(tree.xpath("//@href")) <= files.keys()
    assert not [href for href in tree.xpath("//@href") if href.endswith(".bin")], "no click opens what others wrote"
    said = " ".join(tree.text_content().split())
    for words in ("where it was seen and when", "sha256sum --check SHA256SUMS.txt", "How each page was judged"):
        assert words in said
    for text in json.loads(files["article.json"])["articles"][0]["texts"]:
        assert f"Text {text['id']}" in said


def test_an_article_may_be_named_by_its_address_and_a_folded_one_stands_for_its_home(
    crowded: tuple[Desk, PageReader],
) -> None:
    desk, _ = crowded
    number = corrected(desk)
    url = desk.ask(f"select url from pages where article_id = {number} order by id limit 1")[0][0]
    assert json.loads(write(desk, url, "by-url.zip")["about.json"])["article"] == number


def test_what_cannot_be_written_is_told_with_its_cure(crowded: tuple[Desk, PageReader], tmp_path: Path) -> None:
    desk, pages = crowded
    there = tmp_path / "there.zip"
    there.write_text("mine")
    assert "add --replace" in desk.run("evidence", "1", "--out", str(there), code=3).stderr
    assert there.read_text() == "mine"
    desk.run("evidence", "1", "--out", str(there), "--replace")
    assert zipfile.is_zipfile(there)
    nowhere = tmp_path / "no" / "evidence.zip"
    assert "The file cannot be written" in desk.run("evidence", "1", "--out", str(nowhere), code=3).stderr
    out = ("--out", str(tmp_path / "x.zip"))
    assert 'Nothing is known of "99999"' in desk.run("evidence", "99999", *out, code=7).stderr
    assert pages.get("/articles/99999/evidence.zip").status == 404
    assert pages.get("/articles/one/evidence.zip").status == 404


def test_pages_that_are_too_large_for_the_daemon_are_left_to_the_command(
    open_pages: OpenPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, _, pages = open_pages(articles=1, mirrors=1)
    desk.change([f"update pages set size = {evidence.MOST_BYTES + 1}"])
    answer = pages.get("/articles/1/evidence.zip")
    assert answer.status == 409
    assert "mirrorfold evidence 1 --out FILE.zip" in answer.body
    assert write(desk, 1)["index.html"]


def test_bodies_that_are_not_kept_any_more_are_named_as_such(open_pages: OpenPages) -> None:
    desk, _, pages = open_pages(articles=2, mirrors=1)
    desk.change(["update raw_pages set headers = null where page_id = 1", "delete from raw_pages where page_id = 2"])
    first, second = (json.loads(unpack(pages.get(f"/articles/{n}/evidence.zip").raw)["pages.json"])[0] for n in (1, 2))
    assert (first["headers"], first["headers_file"], bool(first["body_file"])) == (None, None, True)
    assert (second["body_file"], second["body_sha256"], second["headers_file"]) == (None, None, None)
    said = unpack(pages.get("/articles/2/evidence.zip").raw)["index.html"].decode()
    assert "the body is not kept (any more)" in said


def test_it_is_read_from_postgresql_as_well(
    open_pages: OpenPages, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE, database)
    desk, _, pages = open_pages(articles=2, mirrors=2)
    files = unpack(pages.get("/articles/1/evidence.zip").raw)
    assert json.loads(files["pages.json"])[0]["headers"]
    assert write(desk, 1) == files


HOSTILE = '<script>document.title = "owned"</script><img src=x onerror="document.title = 1">'


def test_hostile_pages_are_inert_in_it(open_room: Any, tmp_path: Path) -> None:
    """What is alive in a fetched page is in a file that nothing renders; everywhere else it is text."""
    desk: Desk = open_room(articles=1, mirrors=1)
    desk.crawl()
    payload = HOSTILE.replace("'", "''")
    desk.change([
        f"update revisions set title = '{payload}' || char(27) || char(8238), text = '{payload}\n' || text",
        f"update articles set listed_title = '{payload}'",
        f"update raw_pages set headers = json_array(json_array('X', '{payload}' || char(27)))",
    ])  # fmt: skip
    files = write(desk, 1)
    page = files["index.html"].decode()
    tree = html.document_fromstring(page)
    assert "owned" in tree.text_content()
    assert not tree.xpath("//script | //img | //@onerror")
    assert not STEERING.search(page)
    assert not STEERING.search(files["pages/page-1.headers.txt"].decode())
    assert {name.rpartition(".")[2] for name in files} == {"html", "json", "txt", "bin"}
    assert [name for name in files if name.endswith(".html")] == ["index.html"]
