"""Runs ports through the cases and judges their answers.

Ports run at the same time, each in a thread, which waits for the port more than it calculates.
"""

import os
import queue
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from refnet.conformance.conversation import END_OF_INPUT, Conversation
from refnet.conformance.fixtures import Case
from refnet.conformance.judge import Question
from refnet.conformance.patience import Patience
from refnet.conformance.ports import Port
from refnet.conformance.verdicts import Verdict

__all__ = ["END_OF_INPUT", "NotStarted", "run", "run_all"]


class NotStarted(Exception):
    """A port cannot be started: ``port``, and the OSError as its cause."""

    def __init__(self, port: Port) -> None:
        super().__init__(f"the port {port.name} cannot be started")
        self.port = port


def run(
    port: Port,
    cases: Sequence[Case],
    time_limit: float = 30.0,
    total_limit: float | None = None,
    jobs: int = 1,
) -> Generator[Verdict, None, None]:
    """Yield the verdict on each case as it comes; in order if jobs is 1.

    One process answers them all, or ``jobs`` processes, each always the same cases. Another takes
    over after a failure that leaves the state of the port in doubt.

    time_limit: seconds for an answer; total_limit: for all, after which the other cases fail
    without being asked; no limit if None. Raises OSError if the port cannot be started.
    """
    questions = _questions(cases)
    patience = Patience(time_limit, total_limit)
    if jobs == 1:
        yield from Conversation(port, questions, patience).verdicts()
        return
    shares = [Conversation(port, questions[i::jobs], patience) for i in range(jobs)]
    try:
        yield from _ended_once(_at_once(shares, jobs))
    except NotStarted as error:
        raise error.__cause__ or error from None


def run_all(
    ports: Sequence[Port],
    cases: Sequence[Case],
    time_limit: float = 30.0,
    total_limit: float | None = None,
    jobs: int = 1,
) -> Generator[Verdict, None, None]:
    """Yield the verdicts on all ports as they come, in order for each port if jobs is 1.

    The arguments are those of run, for each port. As many ports run at the same time as the
    machine has processors, and one more. Raises NotStarted.
    """
    questions = _questions(cases)
    conversations = []
    for port in ports:
        patience = Patience(time_limit, total_limit)
        conversations += [Conversation(port, questions[i::jobs], patience) for i in range(jobs)]
    return _ended_once(_at_once(conversations, jobs * ((os.cpu_count() or 1) + 1)))


def _questions(cases: Sequence[Case]) -> list[Question]:
    return [Question(case, number) for number, case in enumerate(cases, start=1)]


def _at_once(conversations: Sequence[Conversation], workers: int) -> Generator[Verdict, None, None]:
    """Yield the verdicts of conversations that run in threads; raises NotStarted."""
    verdicts: queue.Queue[Verdict | NotStarted | BaseException | None] = queue.Queue()
    stopping = threading.Event()

    def work(conversation: Conversation) -> None:
        try:
            with closing(conversation.verdicts()) as coming:
                for verdict in coming:
                    verdicts.put(verdict)
                    if stopping.is_set():
                        return
        except OSError as error:
            failure = NotStarted(conversation.port)
            failure.__cause__ = error
            verdicts.put(failure)
        except BaseException as error:
            verdicts.put(error)
        finally:
            verdicts.put(None)

    with ThreadPoolExecutor(workers) as pool:
        try:
            for conversation in conversations:
                pool.submit(work, conversation)
            ended = 0
            while ended < len(conversations):
                verdict = verdicts.get()
                if isinstance(verdict, BaseException):
                    raise verdict
                if verdict is None:
                    ended += 1
                else:
                    yield verdict
        finally:
            stopping.set()
            for conversation in conversations:
                conversation.stop()
            pool.shutdown(cancel_futures=True)


def _ended_once(verdicts: Generator[Verdict, None, None]) -> Generator[Verdict, None, None]:
    """Yield verdicts with one of each port on the end of its input, the first that fails."""
    endings: dict[str, Verdict] = {}
    with closing(verdicts):
        for verdict in verdicts:
            if verdict.case != END_OF_INPUT:
                yield verdict
            elif verdict.port not in endings or endings[verdict.port].failure is None:
                endings[verdict.port] = verdict
    yield from endings.values()
