"""Gzip within bounds."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.network.bounded_unpack import LARGEST, TooLarge, gunzip


@given(st.lists(st.binary(max_size=100), min_size=1))
def test_all_members_are_unpacked(members):
    assert gunzip(b"".join(map(gzip.compress, members))) == b"".join(members)


@given(st.binary())
def test_other_bytes_stay_as_they_are(body):
    if not body.startswith(b"\x1f\x8b"):
        assert gunzip(body) == body


def test_what_follows_the_last_member_is_left():
    assert gunzip(gzip.compress(b"news") + b"\r\nmore") == b"news"


def test_a_download_that_broke_off_is_read_as_far_as_it_came():
    whole = b"".join(b"<url>%d</url>" % number for number in range(10_000))
    packed = gzip.compress(whole)
    part = gunzip(packed[: len(packed) // 2])
    assert part
    assert whole.startswith(part)


def test_exactly_the_bound_is_allowed_and_one_byte_more_is_not():
    assert len(gunzip(gzip.compress(bytes(LARGEST)))) == LARGEST
    with pytest.raises(TooLarge, match="more than 52,428,800 bytes"):
        gunzip(gzip.compress(bytes(LARGEST + 1)))


@given(st.binary(max_size=200))
def test_no_bytes_raise(body):
    assert len(gunzip(b"\x1f\x8b\x08\x00" + body)) <= LARGEST


def test_of_a_damaged_file_what_stands_before_the_damage_is_read():
    whole = b"".join(b"<url>%d</url>" % (number * 7919) for number in range(40_000))
    packed = bytearray(gzip.compress(whole))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    part = gunzip(bytes(packed))
    assert len(part) > len(whole) // 3
    assert whole.startswith(part[: len(whole) // 3])
