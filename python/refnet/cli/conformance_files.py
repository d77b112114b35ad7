"""Options of refnet conformance: files with the result, copies of the fixtures."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from refnet.cli.endings import reason_of, stop
from refnet.conformance.export import export
from refnet.conformance.fixtures import NoFixtures
from refnet.conformance.machines.badge import as_badge
from refnet.conformance.machines.junit import as_junit
from refnet.conformance.machines.markdown import as_markdown
from refnet.conformance.machines.result import Result
from refnet.conformance.manifest import MANIFEST, check_copy, read_manifest, read_versions
from refnet.files.saving import save_file

WRITERS: dict[str, Callable[[Result], bytes]] = {
    "junit": as_junit,
    "markdown": lambda result: as_markdown(result).encode(),
    "badge": lambda result: as_badge(result).encode(),
}
TOLD = 20  # differences of a copy that are printed


def _file(name: str, text: str) -> Any:
    path = click.Path(dir_okay=False, writable=True, path_type=Path)
    return click.option(f"--{name}", type=path, callback=_in_a_folder, help=text)


def _in_a_folder(context: click.Context, option: click.Parameter, path: Path | None) -> Path | None:
    """Refuse a file that could not be written, before the ports run."""
    if path is None:
        return None
    if not path.resolve().parent.is_dir():
        raise click.BadParameter(f"the folder of {path} does not exist")
    others = [other for name, other in context.params.items() if name in WRITERS and other]
    if path.resolve() in [other.resolve() for other in others]:
        raise click.BadParameter(f"two reports in one file, {path}")
    return path


def _at_once(action: Callable[[Path], None]) -> Callable[..., None]:
    """Return a callback that does something with a folder instead of running ports."""

    def callback(context: click.Context, option: click.Parameter, folder: Path | None) -> None:
        if folder is not None and not context.resilient_parsing:
            try:
                action(folder)
            except NoFixtures as error:
                cause = error.__cause__
                stop(reason_of(cause) if isinstance(cause, OSError) else str(error))

    return callback


def _export(folder: Path) -> None:
    files = export(folder)
    click.echo(f"{folder}: {files} files, with fixtures {read_versions().fixtures}")
    sys.exit(0)


def _verify(folder: Path) -> None:
    found = check_copy(folder)
    for text in found[:TOLD]:
        click.echo(text)
    if len(found) > TOLD:
        click.echo(f"... and {len(found) - TOLD} more")
    if found:
        sys.exit(1)
    theirs, own = read_versions(folder).fixtures, read_versions().fixtures
    also = "" if theirs == own else f"; this refnet has fixtures {own}"
    count = len(read_manifest(folder))
    click.echo(f"{folder}: {count} files as in {MANIFEST}, fixtures {theirs}{also}")
    sys.exit(0)


def _folder(name: str, action: Callable[[Path], None], text: str) -> Any:
    return click.option(
        f"--{name}",
        type=click.Path(path_type=Path),
        callback=_at_once(action),
        expose_value=False,
        is_eager=True,
        metavar="FOLDER",
        help=text,
    )


def file_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command, which gets junit, markdown and badge: paths or None."""
    for option in reversed(
        (
            _file("junit", "Write the result as JUnit XML."),
            _file("markdown", "Write a summary in Markdown, for a job of a CI system."),
            _file("badge", "Write the result as a badge, an SVG picture."),
            _folder("export", _export, "Copy the specification and the fixtures to a new folder."),
            _folder(
                "verify",
                _verify,
                "Check that a folder is as --export wrote it.",
            ),
        )
    ):
        command = option(command)
    return command


def write_files(result: Result, paths: Mapping[str, Path | None]) -> None:
    """Write the files that are asked for, each completely or not at all.

    paths: by the names in WRITERS. All are made before one is written.
    """
    contents = {path: WRITERS[name](result) for name, path in paths.items() if path is not None}
    for path, content in contents.items():
        save_file(path, content)
