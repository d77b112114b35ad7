"""How commands end: one line on standard error, and an exit status."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn

import click

from refnet.errors import RefnetError

COULD_NOT_RUN = 2
INTERRUPTED = 130


def stop(reason: str, status: int = COULD_NOT_RUN) -> NoReturn:
    """Print the reason and exit."""
    click.echo(f"refnet: {reason}", err=True)
    sys.exit(status)


def reported(command: Callable[..., None]) -> Callable[..., None]:
    """Make a command end with one line and status 2 for faults in data, files and options."""

    @wraps(command)
    def run(**options: Any) -> None:
        try:
            command(**options)
            if sys.stdout is not None:
                sys.stdout.flush()  # at exit it would be too late for click to handle a failure
        except BrokenPipeError:
            raise  # click ends the program quietly
        except MemoryError as error:
            stop(str(error) or "not enough memory")
        except (RefnetError, OSError, ImportError) as error:
            stop(str(error))
        except KeyboardInterrupt as error:
            stop(str(error), INTERRUPTED)

    return run
