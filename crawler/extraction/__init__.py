"""Page → article, or a rejection with its reason. Pure; runs in the extraction pool's processes.

``page`` reads a page in these steps; each stands in the room that is named:

1. Is it a page at all (``notices.gates``)? Its text, its tree, its paragraphs (``markup``).
2. What it declares for machines, its title, dates, authors, section, captions and language (``fields``).
3. Its body (``text``), without the lines around it: notices, labels, links to other articles (``furniture``).
4. Is it an article after all, or a notice (``notices``: what a page shows, held against tables of signs)?
5. What it gives away about mirrors, whether it is an article or not (``mirror_evidence``).

``answer_notice`` looks for a notice in an answer that is no page: a refusal, an error. ``page_values`` has what goes in
and comes out. The ``.txt`` files are tables of words and signs (``crawler.canonical.word_tables`` has their grammar).
"""
