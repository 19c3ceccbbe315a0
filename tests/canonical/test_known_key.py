"""What a listing's article costs, by what is remembered of its key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.canonical.known_key import REMOVED, KeyStanding, Known, key_standing
from crawler.canonical.revisit import NEVER

TIMES = st.integers(0, NEVER - 1)


@given(is_edited=st.booleans(), now=TIMES)
def test_a_removed_article_is_kept_away_whatever_a_listing_says_and_whenever(is_edited, now):
    assert key_standing(REMOVED, now, is_edited=is_edited) is KeyStanding.KEPT_AWAY
    assert key_standing(None, now, is_edited=is_edited) is KeyStanding.UNKNOWN


@given(is_edited=st.booleans(), retry_at=TIMES, now=TIMES)
def test_a_page_in_quarantine_is_fetched_from_its_next_try_on_and_not_before(is_edited, retry_at, now):
    standing = key_standing(Known(0, retry_at=retry_at), now, is_edited=is_edited)
    assert standing is (KeyStanding.UNKNOWN if now >= retry_at else KeyStanding.WAITING)


@given(article=st.integers(1, 1 << 40), is_edited=st.booleans(), now=TIMES)
def test_a_known_article_is_never_fetched_as_unknown(article, is_edited, now):
    standing = key_standing(Known(article), now, is_edited=is_edited)
    assert standing is (KeyStanding.EDITED if is_edited else KeyStanding.SEEN)
