import pytest

from notifier.securities.csvfile import shipped
from notifier.securities.directory import Directory
from notifier.securities.recognise import Recogniser


@pytest.fixture(scope="session")
def directory() -> Directory:
    return Directory(shipped())


@pytest.fixture(scope="session")
def recogniser(directory: Directory) -> Recogniser:
    return Recogniser(directory)
