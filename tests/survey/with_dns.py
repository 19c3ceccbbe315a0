"""The command line with a stand-in for the DNS below the guard.

``python -m tests.survey.with_dns ANSWERS WORD…``; see ``tests.scorecard.crawling`` for the file of answers.
"""

from __future__ import annotations

import sys

from tests.scorecard.crawling import fake_dns

if __name__ == "__main__":
    fake_dns(sys.argv.pop(1))
    from scheduler.cli import main

    main()
