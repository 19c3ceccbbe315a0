"""What the listings of a run say of their articles, held against what they said before. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from crawler.canonical.listing_signs import ListingSigns, find_signs, weigh_signs


class ListedWords:
    """The words of a run's listings.

    :ivar shown: URL of a listing → keys of the articles on it, each with a digest of what it says of them
    """

    def __init__(
        self,
        shown: Mapping[str, Mapping[str, int]] | None = None,
        speaking: Sequence[str] = (),
        before: Mapping[str, ListingSigns] | None = None,
    ) -> None:
        """Hold what listings say.

        :param speaking: URLs of those whose words may be a sign: of the others they are only remembered
        :param before: URL → what each listing said when it was read last, those that were not read now too
        """
        self.shown, self._speaking, self._before = shown or {}, speaking, before or {}
        self._heard: dict[str, frozenset[int]] = {}

    def find_edited(self, now: int) -> set[str]:
        """Find the keys of the articles that were edited, as listings say."""
        edited: set[str] = set()
        for url in self._speaking:
            before, words = self._before.get(url, ListingSigns()), self.shown.get(url, {})
            if find_signs(before, words, now):
                self._heard[url] = self._list_words_of_others(url)
                edited.update(find_signs(before, words, now, self._heard[url]))
        return edited

    def weigh(self, url: str, before: ListingSigns, tried: Mapping[str, bool], now: int) -> ListingSigns:
        """Return what is to be remembered of a listing's words after the run.

        :param tried: keys whose signs were followed, and whether that brought another text
        """
        words = self.shown.get(url, {})
        heard = self._heard.get(url, ()) if url in self._speaking else words.values()
        return weigh_signs(before, words, tried, now, heard)

    def is_settled(self, url: str, unsettled: Set[str]) -> bool:
        """Say whether none of the articles on a listing is left to be fetched."""
        return unsettled.isdisjoint(self.shown.get(url, {}))

    def _list_words_of_others(self, url: str) -> frozenset[int]:
        others = (signs for other, signs in self._before.items() if other != url)
        return frozenset(sign.words for signs in others for sign in signs.articles.values())
