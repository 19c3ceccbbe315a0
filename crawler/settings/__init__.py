"""The operator's files → one frozen, validated configuration, or all mistakes at once.

Only entry points call ``load``, once; everyone else is handed values. One module a matter: ``sections`` declares the
settings and ``sourcefile`` a source, ``checks`` says what makes a value right and ``consistency`` what makes values
fit each other, ``mistakes`` turns every error into a sentence with a cure, ``masking`` keeps secrets out of sight.
"""

from crawler.settings.configuration import Configuration, Origin
from crawler.settings.loading import load
from crawler.settings.mirror import Mirror
from crawler.settings.schedule import Cron, Every
from crawler.settings.sections import Settings
from crawler.settings.source import Source, source_urls
from crawler.settings.sourcefile import OnRefusal

__all__ = [
    "Configuration",
    "Cron",
    "Every",
    "Mirror",
    "OnRefusal",
    "Origin",
    "Settings",
    "Source",
    "load",
    "source_urls",
]
