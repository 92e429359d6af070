import pytest

from notifier.securities.csv_file import shipped
from notifier.securities.directory import Directory, directory_of
from notifier.securities.recogniser import Recogniser, recogniser_of


@pytest.fixture(scope="session")
def directory() -> Directory:
    return directory_of(shipped())


@pytest.fixture(scope="session")
def recogniser(directory: Directory) -> Recogniser:
    return recogniser_of(directory)
