"""Saving a file: what is in its place, what it is called, and what ends the program meanwhile."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest

from refnet.files.saving import save_file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_replaced(path: Path) -> None:
    for content in (b"first", b"", b"second"):
        save_file(path, content)
        assert path.read_bytes() == content
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_refused_and_stays(linked: bool, path: Path) -> None:
    pipe = path.with_name("pipe")
    os.mkfifo(pipe)
    if linked:
        path.symlink_to(pipe)
    with pytest.raises(OSError, match="expected a file, not a pipe or a device") as caught:
        save_file(path if linked else pipe, b"x")
    assert caught.value.filename == str(path if linked else pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert names(path.parent) == sorted({"pipe", path.name} if linked else {"pipe"})


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full", "/dev/fd/{}"])
def test_devices_are_refused_and_stay(device: str) -> None:
    reader, writer = os.pipe()
    try:
        place = device.format(writer)
        kind = stat.S_IFMT(os.stat(place).st_mode)
        with pytest.raises(OSError, match="not a pipe or a device"):
            save_file(place, b"x")
        assert stat.S_IFMT(os.stat(place).st_mode) == kind
    finally:
        os.close(reader)
        os.close(writer)


def test_links_are_followed_and_modes_kept(path: Path) -> None:
    store = path.with_name("store")
    store.mkdir()
    (store / "file").write_bytes(b"old")
    (store / "file").chmod(0o640)
    (store / "link").symlink_to("file")
    path.symlink_to("store/link")
    dangling = path.with_name("dangling")
    dangling.symlink_to("store/new")
    for place in (path, dangling):
        save_file(place, b"new")
        assert place.is_symlink()
    assert stat.S_IMODE((store / "file").stat().st_mode) == 0o640
    assert (store / "file").read_bytes() == (store / "new").read_bytes() == b"new"
    assert names(store) == ["file", "link", "new"]


def test_links_in_a_circle_are_refused(path: Path) -> None:
    path.symlink_to(path)
    with pytest.raises(OSError, match="symbolic link"):
        save_file(path, b"x")
    assert path.is_symlink()


def test_names_up_to_the_limit_can_be_saved(path: Path) -> None:
    longest = os.pathconf(path.parent, "PC_NAME_MAX")
    for name in ("m" * longest, "m", "\N{GREEK SMALL LETTER PI}" * (longest // 2)):
        save_file(path.with_name(name), b"x")
        assert names(path.parent) == [name]
        path.with_name(name).unlink()
    with pytest.raises(OSError, match="too long") as caught:
        save_file(path.with_name("m" * (longest + 1)), b"x")
    assert str(caught.value).endswith("mmm'")
    assert names(path.parent) == []


def test_folders_are_refused(path: Path) -> None:
    places: list[tuple[str | Path, str]] = [
        ("", "not a folder"),
        (path.parent, "not a folder"),
        (path / "model", "its folder does not exist"),
    ]
    for place, reason in places:
        with pytest.raises(OSError, match=reason):
            save_file(place, b"x")
    path.write_bytes(b"old")
    with pytest.raises(NotADirectoryError):
        save_file(path / "model", b"x")


PROGRAM = """
    import os, resource, signal, sys, time
    from pathlib import Path
    from refnet.files import saving

    place = Path(sys.argv[1])
"""


def run(path: Path, program: str) -> subprocess.CompletedProcess[str]:
    text = textwrap.dedent(PROGRAM) + textwrap.dedent(program)
    return subprocess.run(
        [sys.executable, "-c", text, path], capture_output=True, text=True, timeout=60
    )


def test_a_full_disk_leaves_the_old_file(path: Path) -> None:
    path.write_bytes(b"old")
    ended = run(
        path,
        """
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        saving.save_file(place, bytes(5000))
        """,
    )
    assert ended.stderr.splitlines()[-1].endswith(f"File too large: '{path}'")
    assert path.read_bytes() == b"old"
    assert names(path.parent) == [path.name]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_signal_waits_until_the_file_is_saved(
    call: str, number: signal.Signals, path: Path
) -> None:
    path.write_bytes(b"old")
    ended = run(
        path,
        f"""
        before = os.{call}
        def ended_meanwhile(*arguments):
            os.kill(os.getpid(), {int(number)})
            time.sleep(0.01)
            before(*arguments)
        os.{call} = ended_meanwhile
        saving.save_file(place, b"new")
        print("not ended")
        """,
    )
    assert (ended.returncode, ended.stdout) == (-number, "")
    assert path.read_bytes() == b"new"
    assert names(path.parent) == [path.name]


def test_handlers_of_the_program_are_called_afterwards_and_stay(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []

    def handler(number: int, frame: Any) -> None:
        seen.append(path.read_bytes())

    def signalled(descriptor: int) -> None:
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGHUP)

    monkeypatch.setattr(os, "fsync", signalled)
    before = signal.signal(signal.SIGTERM, handler), signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        save_file(path, b"new")
        assert signal.getsignal(signal.SIGTERM) is handler
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGHUP, before[1])
    assert seen == [b"new"]


def test_other_threads_can_save(path: Path) -> None:
    thread = threading.Thread(target=save_file, args=(path, b"new"))
    thread.start()
    thread.join()
    assert path.read_bytes() == b"new"
