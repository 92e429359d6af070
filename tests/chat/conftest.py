"""Databases for these tests."""

from tests.databases import migrated_file, sqlite_store

__all__ = ["migrated_file", "sqlite_store"]
