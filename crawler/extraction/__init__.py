"""Page → article, or quarantine with a reason; and the pool of processes in which that is done.

``page`` reads one page, a pure function, in these steps: is it a page at all (``gates``), its text (``charset``), its
tree (``tree``), what it declares for machines (``declared``), its paragraphs (``paragraphs``), title (``title``), dates
(``dates``), authors and section (``metadata``), captions (``captions``), links to other articles (``related``), the
body (``body``, ``rescue``), what is not text at its end (``furniture``) and at its top (``head``), and again: is it an
article (``gates``, ``signs``, ``marks``)? ``answer_notice`` looks for a notice in an answer that is no page. ``pool``
runs it where it can be killed. Modules named ``…_words`` and ``…_signs`` are tables.
"""
