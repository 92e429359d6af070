"""A folder of posts while it is watched: what is read, what is left alone, what is read again."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from notifier.core.clock import system_clock
from notifier.core.errors import FetchError
from notifier.sources.config import Reading
from notifier.sources.posts import PostsConfig, PostsSource


class Folder:
    """A folder of posts, and the source that reads it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = PostsSource(PostsConfig(kind="posts", name="posts", path=path), system_clock)

    def write(self, name: str, title: str | None, *, age: float = 60) -> Path:
        """Put a post into the folder, last changed `age` seconds ago; without a title if None."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if title is None else f"---\ntitle: {title}\n---\n", encoding="utf-8")
        changed = time.time() - age
        os.utime(path, (changed, changed))
        return path

    async def read(self) -> Reading:
        """Read the folder once."""
        return await self.source.read({})

    async def titles(self) -> list[str]:
        """Read the folder once and say that all is stored."""
        reading = await self.read()
        self.source.stored()
        assert not reading.problems
        return [entry.title for entry in reading.entries]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "posts")


async def test_new_posts_of_every_subfolder_are_read_once(folder: Folder) -> None:
    folder.write("b.md", "二")
    folder.write("2022/a.TXT", "一")
    folder.write("c.html", "三")

    assert await folder.titles() == ["一", "二", "三"]
    assert await folder.titles() == []
    folder.write("d.htm", "四")
    assert await folder.titles() == ["四"]


async def test_posts_come_in_the_order_in_which_they_were_published(folder: Folder) -> None:
    folder.write("a.md", "late\ndate: 2022-07-27")
    folder.write("b.md", "early\ndate: 2022-07-26")
    folder.write("c.md", "undated")

    assert await folder.titles() == ["undated", "early", "late"]


async def test_keys_are_paths_inside_the_folder(folder: Folder) -> None:
    folder.write("2022/07/a.md", "x")

    (entry,) = (await folder.read()).entries

    assert entry.key == "2022/07/a.md"


@pytest.mark.parametrize("name", ["a.pdf", "a", ".hidden.md", "a.md.part", "a.md~"])
async def test_files_that_are_no_posts_are_left_alone(folder: Folder, name: str) -> None:
    folder.write(name, "x")

    assert await folder.titles() == []


async def test_folders_and_pipes_and_dead_links_named_like_posts_are_left_alone(
    folder: Folder,
) -> None:
    folder.write("a.md", "x")
    (folder.path / "folder.md").mkdir()
    (folder.path / "dead.md").symlink_to(folder.path / "nowhere")
    (folder.path / "round.md").symlink_to(folder.path / "round.md")
    os.mkfifo(folder.path / "pipe.md")

    assert await folder.titles() == ["x"]


async def test_a_file_that_is_still_being_written_is_left_until_it_rests(folder: Folder) -> None:
    folder.write("a.md", "x", age=0.05)

    assert not (await folder.read()).entries
    folder.write("a.md", "x", age=1)
    assert await folder.titles() == ["x"]


async def test_a_file_with_a_date_in_the_future_is_read(folder: Folder) -> None:
    folder.write("a.md", "x", age=-3600)

    assert await folder.titles() == ["x"]


async def test_a_changed_file_is_read_again(folder: Folder) -> None:
    folder.write("a.md", "one")
    folder.write("b.md", "b")
    await folder.titles()

    folder.write("a.md", "two", age=30)

    assert await folder.titles() == ["two"]


async def test_another_file_of_the_same_size_and_age_in_its_place_is_read(folder: Folder) -> None:
    before = folder.write("a.md", "one").stat()
    await folder.titles()

    path = folder.write("a.md", "two")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert await folder.titles() == ["two"]


async def test_what_was_not_stored_is_read_again(folder: Folder) -> None:
    folder.write("a.md", "x")

    first, second = await folder.read(), await folder.read()
    folder.source.stored()
    third = await folder.read()

    assert [entry.title for entry in first.entries] == ["x"]
    assert second.entries == first.entries
    assert (third.entries, third.unchanged) == ((), True)


async def test_a_change_between_reading_and_storing_is_read_at_the_next_time(
    folder: Folder,
) -> None:
    folder.write("a.md", "one")
    await folder.read()
    folder.write("a.md", "three", age=30)
    folder.source.stored()

    assert await folder.titles() == ["three"]


async def test_an_unreadable_file_is_told_and_the_others_go_on(folder: Folder) -> None:
    folder.write("a.md", None)
    folder.write("sub/b.md", "[unclosed")
    folder.write("c.md", "x")

    reading = await folder.read()
    folder.source.stored()

    assert [entry.title for entry in reading.entries] == ["x"]
    assert [problem.partition(":")[0] for problem in reading.problems] == ["a.md", "sub/b.md"]
    assert (await folder.read()).unchanged
    folder.write("a.md", "healed", age=30)
    healed = await folder.read()
    folder.source.stored()
    assert [entry.title for entry in healed.entries] == ["healed"]
    assert [problem.partition(":")[0] for problem in healed.problems] == ["sub/b.md"]
    (folder.path / "sub/b.md").unlink()
    gone = await folder.read()
    assert not gone.problems
    assert not gone.unchanged, "what was wrong is gone"


async def test_a_file_that_the_system_does_not_open_is_tried_each_time(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder.write("a.md", "x")
    folder.write("b.md", "y")
    refused = [path]
    system_open = Path.open

    def open_unless_refused(self: Path, mode: str) -> object:
        if self in refused:
            raise PermissionError(13, "Permission denied")
        return system_open(self, mode)

    # A test that runs as root cannot make a file that it may not open.
    monkeypatch.setattr(Path, "open", open_unless_refused)
    for entries in (["y"], []):
        reading = await folder.read()
        folder.source.stored()
        assert [entry.title for entry in reading.entries] == entries
        assert reading.problems == ("a.md: cannot be opened: Permission denied",)

    refused.clear()
    assert await folder.titles() == ["x"]


async def test_a_subfolder_that_cannot_be_read_is_told_and_the_others_go_on(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("closed/a.md", "x")
    folder.write("open/b.md", "y")
    refused = ["closed"]
    system_scandir = os.scandir

    def scandir_unless_refused(path: str) -> object:
        if Path(path).name in refused:
            raise PermissionError(13, "Permission denied", path)
        return system_scandir(path)

    monkeypatch.setattr(os, "scandir", scandir_unless_refused)
    reading = await folder.read()
    assert [entry.title for entry in reading.entries] == ["y"]
    assert reading.problems == ("closed: cannot be read: Permission denied",)

    refused[:] = ["posts"]
    with pytest.raises(FetchError, match=r"the folder .*posts cannot be read: Permission denied"):
        await folder.read()


async def test_a_name_that_is_not_utf8_is_written_with_its_bytes(folder: Folder) -> None:
    folder.write("a.md", "x").rename(folder.path / os.fsdecode(b"\xbf\xc6.md"))

    (entry,) = (await folder.read()).entries

    assert entry.key == "\\xbf\\xc6.md"
    assert entry.key.encode()


@pytest.mark.parametrize("is_file", [False, True])
async def test_a_folder_that_is_missing_is_told_and_heals(folder: Folder, is_file: bool) -> None:
    if is_file:
        folder.path.write_text("")
    with pytest.raises(FetchError, match=r"there is no folder .*posts; create it"):
        await folder.read()

    folder.path.unlink(missing_ok=True)
    folder.write("a.md", "x")
    assert await folder.titles() == ["x"]


async def test_a_file_that_goes_is_forgotten_and_read_when_it_is_back(folder: Folder) -> None:
    path = folder.write("a.md", "x")
    await folder.titles()
    path.unlink()

    assert await folder.titles() == []
    folder.write("a.md", "y", age=30)
    assert await folder.titles() == ["y"]


async def test_a_date_that_cannot_be_used_is_told_and_costs_no_article(folder: Folder) -> None:
    folder.write("a.md", "一\ndate: 31 Foo 2026")
    reading = await folder.read()
    assert reading.problems == ("no date can be used; the first is '31 Foo 2026'",)
    assert [each.published for each in reading.entries] == [None]
