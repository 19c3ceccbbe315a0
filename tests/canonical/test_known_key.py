"""What a listing's article costs, by what is remembered of its key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.known_key import REMOVED, KeyStanding, Known, edited, key_standing
from crawler.canonical.revisit import NEVER

HASHES = st.integers(0, (1 << 32) - 1)
TIMES = st.integers(0, NEVER - 1)


@given(listed=HASHES, now=TIMES)
def test_a_removed_article_is_kept_away_whatever_a_listing_says_and_whenever(listed, now):
    assert key_standing(REMOVED, listed, now) is KeyStanding.KEPT_AWAY
    assert key_standing(None, listed, now) is KeyStanding.UNKNOWN


@given(listed=HASHES, retry_at=TIMES, now=TIMES)
def test_a_page_in_quarantine_is_fetched_from_its_next_try_on_and_not_before(listed, retry_at, now):
    standing = key_standing(Known(0, retry_at=retry_at), listed, now)
    assert standing is (KeyStanding.UNKNOWN if now >= retry_at else KeyStanding.WAITING)


@given(article=st.integers(1, 1 << 40), before=HASHES, listed=HASHES, now=TIMES)
def test_a_known_article_is_never_fetched_as_unknown(article, before, listed, now):
    standing = key_standing(Known(article, before), listed, now)
    assert standing in (KeyStanding.SEEN, KeyStanding.EDITED, KeyStanding.RETOLD)
    assert (standing is KeyStanding.SEEN) == (before == listed)


@given(words=st.integers(1, 0xFFFFFF), other_words=st.integers(1, 0xFFFFFF), mirror=st.integers(0, 0xFF))
def test_other_words_of_the_same_mirror_are_an_edit_and_those_of_another_mirror_are_none(words, other_words, mirror):
    before, now = words << 8 | mirror, other_words << 8 | mirror
    assert edited(before, now) == (words != other_words)
    assert not edited(before, other_words << 8 | (mirror + 1) % 256)
