"""What follows from a kind of verdict: who starts an article, who brings a text, whose text may stand."""

from __future__ import annotations

import pytest

from crawler.model.verdict import BRINGS_TEXT, MAY_STAND, STARTS_ARTICLE, Judgement, Kind, Pending, Verdict


@pytest.mark.parametrize("kind", Kind)
def test_what_starts_an_article_brings_a_text_and_what_brings_a_text_may_stand(kind):
    assert (kind in STARTS_ARTICLE) <= (kind in BRINGS_TEXT) <= (kind in MAY_STAND)


@pytest.mark.parametrize("kind", [Kind.DIVERGENT, Kind.QUARANTINED])
def test_the_text_of_a_page_that_is_doubted_never_stands(kind):
    assert kind not in MAY_STAND


def test_a_revision_brings_a_text_to_an_article_that_was_there_before():
    assert Kind.REVISION in BRINGS_TEXT - STARTS_ARTICLE


@pytest.mark.parametrize("make", [lambda: Verdict(Kind.NEW), lambda: Pending(7)])
def test_two_decisions_do_not_share_their_evidence(make):
    first, second = make(), make()
    first.evidence["rule"] = "key"
    assert second.evidence == {}


def test_a_judgement_links_and_folds_nothing_unless_it_says_so():
    judgement = Judgement(Verdict(Kind.NEW))
    assert (judgement.links, judgement.fold_into, judgement.conflict, judgement.same_as) == ((), None, False, None)
