"""refnet demo: two classic experiments through the four ports, side by side."""

import json
import sys
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from refnet.cli.endings import reason_of, stop
from refnet.conformance.compare import bits, first_difference
from refnet.conformance.fixtures import FIXTURES, Case, load_case
from refnet.conformance.ports import NotBuilt, Port, own_ports
from refnet.conformance.process import PortFailure, PortProcess

PRESSED = 2  # the article presses the third of four buttons


@click.command()
def demo() -> None:
    """Run two classic experiments through the four ports, side by side.

    Exit status: 0 all bits agree, 1 they differ, 2 a port could not run.
    """
    try:
        agree = show_demo(Console())
    except OSError as error:
        stop(f"a port could not run: {reason_of(error)}")
    except (NotBuilt, PortFailure) as error:
        stop(f"a port could not run: {error}")
    sys.exit(0 if agree else 1)


def show_demo(console: Console) -> bool:
    """Print both experiments and whether all bits agree; return whether they do."""
    ports = own_ports()
    press = load_case(FIXTURES / "button_press" / "article.json")
    rabbit = load_case(FIXTURES / "rabbit" / "four_pairings.json")
    presses = {port.name: _ask(port, press) for port in ports}
    blinks = {port.name: _ask(port, rabbit) for port in ports}
    console.print(_press_table(presses))
    console.print(_rabbit_table(blinks))
    answers = [(press.expected, got) for got in presses.values()]
    answers += [(rabbit.expected, got) for got in blinks.values()]
    agree = all(first_difference(expected, got) is None for expected, got in answers)
    names = ", ".join(presses)
    console.print(
        f"All bits agree: every output, error and weight of {names}."
        if agree
        else f"The bits differ between {names}: `refnet conformance` shows where.",
        soft_wrap=True,
    )
    return agree


def _ask(port: Port, case: Case) -> dict[str, Any]:
    with PortProcess(port.command, port.folder) as process:
        answer = json.loads(process.ask(json.dumps({"id": 1, **(case.request or {})})))
    if len(answer.get("trials", [])) != len(case.expected["trials"]):
        raise PortFailure("other trials", f"{port.name} answers {answer}")
    return {"trials": answer["trials"]}


def _press_table(answers: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Four buttons, the third pressed: desired 1, learning rate 0.2")
    for heading in ("trial", "port", "output", "error", "weight", "bits of the weight"):
        table.add_column(heading, justify="left" if heading == "port" else "right")
    trials = zip(*(answer["trials"] for answer in answers.values()), strict=True)
    for number, ports in enumerate(trials, start=1):
        for i, (name, trial) in enumerate(zip(answers, ports, strict=True)):
            weight = float(trial["weights"][PRESSED])
            table.add_row(
                str(number) if i == 0 else "",
                name,
                f"{trial['output']:.2f}",
                f"{trial['error']:.2f}",
                f"{weight:.2f}",
                bits(weight),
                end_section=i == len(answers) - 1,
            )
    return table


def _rabbit_table(answers: dict[str, dict[str, Any]]) -> Table:
    table = Table(title="Does the rabbit blink? Four times puff and beep, then the beep alone")
    for heading in ("trial", "stimulus", *answers, "weight", "bits of the weight"):
        table.add_column(heading, justify="left" if heading == "stimulus" else "right")
    trials = list(zip(*(answer["trials"] for answer in answers.values()), strict=True))
    for number, ports in enumerate(trials, start=1):
        weight = float(ports[0]["weights"][1])
        table.add_row(
            str(number),
            "beep" if number == len(trials) else "puff + beep",
            *("yes" if trial["blink"] else "-" for trial in ports),
            f"{weight:.2f}",
            bits(weight),
        )
    return table
