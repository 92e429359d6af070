import pytest

from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory
from notifier.securities.recogniser import Recogniser


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory(shipped())


@pytest.fixture(scope="session")
def recogniser(directory: Directory) -> Recogniser:
    return Recogniser(directory)
