"""The other side of the near-duplicate benchmark: datasketch's MinHash-LSH on Redis, in its best form.

128 permutations, xxhash, ``update_batch``, an insertion session; 5-word shingles of the words that we compare too.
"""

from __future__ import annotations

from collections.abc import Sequence

import xxhash
from datasketch import MinHash, MinHashLSH

from benchmarks.articles import Made
from crawler.canonical.text import SHINGLE_WORDS, tokens

PERMUTATIONS = 128


class Lsh:
    """An LSH at threshold .5 on a server."""

    def __init__(self, socket: str) -> None:
        storage = {"type": "redis", "basename": b"lsh", "redis": {"unix_socket_path": socket}}
        self._lsh = MinHashLSH(threshold=0.5, num_perm=PERMUTATIONS, storage_config=storage)

    def judge(self, articles: Sequence[Made], asked: int) -> None:
        """Shingle, sign and insert all; ask for the first ``asked``."""
        signed = [(str(one.id), _signature(one.text)) for one in articles]
        with self._lsh.insertion_session() as session:
            for name, signature in signed:
                session.insert(name, signature)
        for _, signature in signed[:asked]:
            self._lsh.query(signature)


def _signature(text: str) -> MinHash:
    words = tokens(text)
    shingles = {" ".join(words[n : n + SHINGLE_WORDS]).encode() for n in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    signature = MinHash(num_perm=PERMUTATIONS, hashfunc=xxhash.xxh32_intdigest)
    signature.update_batch(shingles)
    return signature
