"""What a diagnosis says of one port: the mistakes that hold, and remarks on what they leave."""

from dataclasses import dataclass

from refnet.conformance.mistakes import Mistake


@dataclass(frozen=True)
class Finding:
    """A mistake that is consistent with every answer of the port.

    where: the experiments in which the port makes it; () for all in which the mistake acts.
    cases: the failures that it explains: the port's answer has exactly the numbers of the mistake.
    among: how many failures there are in the experiments in which the port makes it.
    others: mistakes that no case of this run tells apart from it; the port makes one of them.
    """

    mistake: Mistake
    where: tuple[str, ...]
    cases: tuple[str, ...]
    among: int = 0
    others: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Diagnosis:
    """The mistakes of one port.

    failed: how many cases have a wrong answer; crashes and time-outs have none.
    unexplained: the wrong answers that no finding explains.
    remarks: sentences about these.
    unchecked: wrong answers that take too long to be compared with what the mistakes answer.
    """

    findings: tuple[Finding, ...] = ()
    failed: int = 0
    unexplained: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
