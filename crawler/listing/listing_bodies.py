"""The bodies of a run's listings: large ones go to files, and are read from there."""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from crawler.context.run_context import Run
from crawler.fetching.spooled_body import UNSPOOLED, SpooledBody, most_bytes
from crawler.index.listing_states import digest_body
from crawler.model.listing import Listing
from crawler.reading.tasks import ListingBody


class ListingBodies:
    """Knows where the bodies of a run's listings are, while these are read."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._spooled: dict[Listing, SpooledBody] = {}

    def make_room(self, listing: Listing) -> dict[str, Any]:
        """What the request for a listing says of how large it may be, and where its body goes."""
        most = self.most_bytes(listing)
        if listing.kind in UNSPOOLED:
            return {}
        self._spooled[listing] = SpooledBody(self._run.services.spool, most)
        return {"download_maxsize": most, "spool": self._spooled[listing]}

    def free_room(self, listing: Listing) -> None:
        """Forget the body of a listing that was read, or given up."""
        if listing in self._spooled:
            self._spooled.pop(listing).close()

    def most_bytes(self, listing: Listing) -> int:
        """How many bytes a listing may have, packed or not."""
        return most_bytes(listing.kind, self._run.services.settings.network.max_body)

    def digest(self, listing: Listing, response: Response) -> bytes:
        """Digest the body of an answer."""
        spooled = self._spooled.get(listing)
        return spooled.digest if spooled is not None and spooled.path else digest_body(response.body)

    def find(self, listing: Listing, response: Response) -> ListingBody:
        """Find the body of an answer, for whoever reads it in another process."""
        spooled = self._spooled.get(listing)
        packed = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        return ListingBody(
            content=(spooled.path if spooled is not None else None) or response.body,
            codings=tuple(coding for part in packed.split(",") if (coding := part.strip())),
            most=self.most_bytes(listing),
        )
