"""What a forked process is born with: the shipped companies, and the texts of each language."""

from __future__ import annotations

import gc

from notifier.core.i18n import LANGUAGES, translator
from notifier.securities.csv_file import shipped
from notifier.securities.directory import directory_of
from notifier.securities.recogniser import recogniser_of

_directory = directory_of(shipped())
_directory.search("kdxf")
recogniser_of(_directory)
for _language in LANGUAGES:
    translator(_language)
gc.freeze()  # no fork need go over it again
