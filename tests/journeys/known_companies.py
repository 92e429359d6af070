"""What a forked process is born with: shipped companies, texts of each language, templates."""

from __future__ import annotations

import gc
from contextlib import suppress

from notifier.core.i18n import LANGUAGES, translator
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.securities.recogniser import recogniser_of
from notifier.web.pages.page_maker import load_templates

_directory = directory_of(shipped())
_directory.search("kdxf")
recogniser_of(_directory)
for _language in LANGUAGES:
    _say = translator(_language)
    for _key in _say.keys:
        with suppress(AssertionError):  # it has been parsed, though nothing is filled in
            _say(_key)
load_templates()
gc.freeze()  # no fork need go over it again
