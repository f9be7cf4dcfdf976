"""Adapters are found, and a broken one is never passed over."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from connector.errors import Misconfigured
from connector.registry import discover

HONEST = "from tests.adapters.lale import HONEST\n"
Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Writes modules below `found_here`, a package of platforms, or beside it."""

    def file(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)

    file("found_here/__init__.py", "")
    monkeypatch.syspath_prepend(tmp_path)
    discover.cache_clear()
    yield file
    discover.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] in ("found_here", "outside")]:
        del sys.modules[name]


def install(write: Write, *entries: str) -> None:
    """What installing a distribution leaves behind."""
    write("outside-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: outside\nVersion: 1\n")
    lines = "\n".join(entries)
    write("outside-1.dist-info/entry_points.txt", f"[storewire.adapters]\n{lines}\n")


def test_a_folder_with_an_adapter_is_a_platform(write: Write) -> None:
    write("found_here/lale/__init__.py", f"{HONEST}adapter = HONEST")
    assert discover("found_here")["lale"].title == "Lale"


def test_no_folders_are_no_platforms(write: Write) -> None:
    assert "lale" not in discover("found_here")


def test_files_beside_the_folders_are_no_platforms(write: Write) -> None:
    write("found_here/notes.py", "raise RuntimeError")
    write("found_here/__pycache__/notes.txt", "")
    assert "notes" not in discover("found_here")


def test_an_installed_package_offers_its_adapter(write: Write) -> None:
    write("outside.py", f"{HONEST}adapter = HONEST")
    install(write, "anything = outside:adapter")
    assert discover("found_here")["lale"].title == "Lale"


def test_the_platforms_found_cannot_be_changed(write: Write) -> None:
    with pytest.raises(TypeError):
        discover("found_here")["lale"] = None  # type: ignore[index]


def test_a_platform_is_imported_once(write: Write) -> None:
    write("found_here/lale/__init__.py", f"{HONEST}adapter = HONEST")
    assert discover("found_here") is discover("found_here")


@pytest.mark.parametrize("text", ["", "adapter = 'lale'", "adapter = None"])
def test_a_folder_without_an_adapter_is_named(write: Write, text: str) -> None:
    write("found_here/lale/__init__.py", text)
    with pytest.raises(Misconfigured, match=r"found_here\.lale"):
        discover("found_here")


def test_a_folder_called_otherwise_than_its_adapter_is_named(write: Write) -> None:
    write("found_here/tulip/__init__.py", f"{HONEST}adapter = HONEST")
    with pytest.raises(Misconfigured, match=r"found_here\.tulip.*'lale'"):
        discover("found_here")


def test_an_entry_point_that_is_no_adapter_is_named(write: Write) -> None:
    write("outside.py", "adapter = dict()")
    install(write, "tulip = outside:adapter")
    with pytest.raises(Misconfigured, match="tulip = outside:adapter offers no Adapter but a dict"):
        discover("found_here")


def test_two_adapters_of_one_name_are_both_named(write: Write) -> None:
    write("found_here/lale/__init__.py", f"{HONEST}adapter = HONEST")
    write("outside.py", f"{HONEST}adapter = HONEST")
    install(write, "tulip = outside:adapter")
    with pytest.raises(Misconfigured, match=r"'lale': found_here\.lale and .*tulip"):
        discover("found_here")


def test_two_installed_adapters_of_one_name_are_both_named(write: Write) -> None:
    write("outside.py", f"{HONEST}adapter = HONEST")
    install(write, "one = outside:adapter", "two = outside:adapter")
    with pytest.raises(Misconfigured, match=r"(one.*two|two.*one)"):
        discover("found_here")


def test_a_folder_that_cannot_be_imported_is_not_passed_over(write: Write) -> None:
    write("found_here/lale/__init__.py", "import no_such_module_anywhere")
    with pytest.raises(ModuleNotFoundError, match="no_such_module_anywhere"):
        discover("found_here")


@pytest.mark.parametrize("value", ["no_such_outside:adapter", "outside:missing"])
def test_an_entry_point_that_cannot_be_loaded_says_which(write: Write, value: str) -> None:
    write("outside.py", "")
    install(write, f"tulip = {value}")
    with pytest.raises((ImportError, AttributeError)) as raised:
        discover("found_here")
    assert "tulip" in " ".join(raised.value.__notes__)


def test_the_folders_of_this_repository_are_found() -> None:
    names = {path.parent.name for path in Path("adapters").glob("*/__init__.py")}
    assert names <= set(discover())
