"""The operator's files → one frozen, validated configuration, or all mistakes at once.

Only entry points call ``load``, once; everyone else is handed values. One module a matter: ``sections`` declares the
settings and ``source`` a source, ``checks`` says what makes a value right and ``consistency`` what makes values fit
each other, ``mistakes`` turns every error into a sentence with a cure, ``display`` keeps secrets out of sight.
"""

from crawler.settings.loading import Configuration, Origin, load
from crawler.settings.mirror import Mirror
from crawler.settings.schedule import Cron, Every
from crawler.settings.sections import Settings
from crawler.settings.source import OnRefusal, Source, source_urls

__all__ = [
    "Configuration", "Cron", "Every", "Mirror", "OnRefusal", "Origin", "Settings", "Source", "load", "source_urls"
]  # fmt: skip
