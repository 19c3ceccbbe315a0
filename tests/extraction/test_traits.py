"""What stands beside a text: links, scripts, contacts, and donation addresses proven by their check digits."""

from __future__ import annotations

import pytest

from crawler.extraction.mirror_evidence.page_traits import read_traits

BODY = b"""<html><head><script src="https://cdn.tracker.example/a.js">var x = "no@mail.example";</script></head><body>
<a href="https://www.partner.example/x">p</a> <a href="mailto:Desk@Paper.example?subject=x">write</a>
<a href="tel:+49(30)123">call</a> <a href="https://t.me/s/paper_news">t</a> <a href="https://t.me/share/url?u=1">s</a>
<a href="/cdn-cgi/l/email-protection" data-cfemail="422b2c242d022732232f322e276c2d3025">hidden</a>
<a href="https://www.patreon.com/Paper">give</a> <a href="https://paypal.com/donate?hosted_button_id=AB1">give</a>
<p>Write to news@paper.example. Give 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4,
0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe, DE89 3704 0044 0532 0130 00.</p></body></html>"""


def test_a_page_gives_away_its_hosts_contacts_and_purses() -> None:
    found = read_traits(BODY)
    assert found.scripts == ("cdn.tracker.example",)
    assert "partner.example" in found.links
    assert set(found.contacts) >= {"mail:desk@paper.example", "mail:news@paper.example", "phone:4930123"}
    assert "telegram:paper_news" in found.contacts
    assert not [contact for contact in found.contacts if "share" in contact or "no@mail" in contact]
    assert set(found.money) == {
        "bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "bitcoin:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "ethereum:0xde0B295669a9FD93d5F28D9Ec85E40f4cb697BAe",
        "iban:DE89370400440532013000",
        "patreon:paper",
        "paypal:AB1",
    }


@pytest.mark.parametrize(
    "token", [b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", b"DE88 3704 0044 0532 0130 00", b"a" * 64, b"0xabc", b"3" * 34]
)
def test_what_has_wrong_check_digits_is_no_address(token: bytes) -> None:
    assert read_traits(b"<p>" + token + b"</p>").money == ()


@pytest.mark.parametrize(
    "body", [b"", b"<a" * 100_000, b"<script" * 50_000, b"a" * 1_000_000, b"@a." * 100_000, b"\xff" * 99]
)
def test_hostile_bytes_cost_little(body: bytes) -> None:
    assert read_traits(body).money == ()
