"""What databases and their drivers raise, in sentences for whoever runs the service.

What a statement was about is in none of them: what people typed and what articles say stands in no
log.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError

from notifier.core.errors import StoreBusyError, StoreDamagedError, StoreError, StoreFullError

_FULL = ("database or disk is full", "No space left on device", "DiskFullError")
_DAMAGED = ("disk image is malformed", "file is not a database", "database schema is corrupt")
_FORBIDDEN = ("unable to open database file", "attempt to write a readonly database")
_NO_RIGHT = "42501"
"""What PostgreSQL answers where the role may not do something."""
_KIND = re.compile(r"^<class '[\w.]+'>: ")
_ROW = re.compile(r"\s*\bDETAIL:.*|(?<=invalid input for query argument).*", re.DOTALL)
"""Where PostgreSQL and its driver quote the values of a row."""


@contextmanager
def own_errors(url: URL) -> Iterator[None]:
    """Turn what drivers raise into StoreError; what is a mistake of ours is raised as it is."""
    where = place_of(url)
    try:
        yield
    except DBAPIError as error:
        if is_bug(error):
            raise
        cause = " ".join(str(error.orig).split())
        if "database is locked" in cause:
            raise StoreBusyError(
                f"the database {where} is held by another process; stop that, or try again when "
                "it has finished"
            ) from error
        if any(sign in cause for sign in _FULL):
            raise StoreFullError(
                f"the database {where} has no room left ({cause}); make room, and it goes on"
            ) from error
        if any(sign in cause for sign in _DAMAGED):
            raise StoreDamagedError(damaged(where, cause)) from error
        if any(sign in cause for sign in _FORBIDDEN):
            cause += f"; uid {os.geteuid()} must be able to write the file and its folder"
        if _is_forbidden(error):
            role = url.username or "that we come as"
            cause += f"; have its owner GRANT that to the role {role}, or make that the owner"
        cause = _KIND.sub("", cause)
        raise StoreError(f"the database {where} cannot be used: {cause}") from error
    except NoFreeConnectionError as error:
        raise StoreBusyError(f"all connections to the database {where} are in use") from error
    except OSError as error:
        cause = str(error) or "it does not answer"
        raise StoreError(f"the database {where} cannot be reached: {cause}") from error


def is_bug(error: BaseException) -> bool:
    """Return whether a driver raised it because of us, not because of the database."""
    return isinstance(error, IntegrityError | ProgrammingError) and not _is_forbidden(error)


def forget_rows(context: ExceptionContext) -> None:
    """Take the values of rows out of an error and its causes, all of which a traceback shows."""
    cause: BaseException | None = context.original_exception
    causes: list[BaseException | None] = [context.sqlalchemy_exception]
    while cause is not None:
        causes.append(cause)
        cause = cause.__cause__
    for each in filter(None, causes):
        each.args = tuple(_ROW.sub("", arg) if isinstance(arg, str) else arg for arg in each.args)
        if getattr(each, "detail", None) is not None:  # which asyncpg adds to what it says
            vars(each)["detail"] = None


def damaged(where: object, cause: str) -> str:
    """Return a sentence that a SQLite file is damaged, and what to do."""
    return (
        f"the database {where} is damaged: {cause}. Nothing was changed. Stop the service and put "
        "the newest backup in place with `notifier db restore FILE`; without one, "
        f"`sqlite3 {where} .recover` saves what can be read"
    )


def place_of(url: URL) -> str:
    """Return where a database is, as it may be told: without a password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def _is_forbidden(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _NO_RIGHT
