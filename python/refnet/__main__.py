"""Entry point of the command line, which needs the extra refnet[cli]."""

import sys


def main() -> None:
    """Run the command line, or say which package is missing."""
    try:
        from refnet.cli import main as command_line
    except ModuleNotFoundError as error:
        sys.exit(f"refnet: the command line needs {error.name}: pip install 'refnet[cli]'")
    except KeyboardInterrupt:
        print("refnet: interrupted", file=sys.stderr)
        sys.exit(130)
    command_line(prog_name="refnet")


if __name__ == "__main__":
    main()
