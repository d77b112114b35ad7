"""A conversation with a port: several requests on their way, the answers matched in order.

When something goes wrong while several are on their way, it is not known which of them did it. The
port is started again, and these are asked one at a time, so that each failure has its case. What
goes wrong only with several on their way is the failure of the first that was not answered then.

With one request on its way, a line that is no answer to it is a failure, and the port may go on:
the ids of its answers show where it is.
"""

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from refnet.conformance.answers import Reading, read_line, same_id, short
from refnet.conformance.batches import run_batches
from refnet.conformance.judge import Question, failed, judge, rubbish, wrong_id
from refnet.conformance.patience import NOT_ASKED, Kind, Patience
from refnet.conformance.ports import Port
from refnet.conformance.process import PortFailure, PortProcess, after_the_last_answer
from refnet.conformance.raw import run_inputs
from refnet.conformance.scouts import Finding, scout
from refnet.conformance.verdicts import Verdict

END_OF_INPUT = "protocol/end_of_input"  # a case that every run has, without a fixture
WINDOW = 32  # requests on their way at most
TROUBLES = 3  # with several on their way, after which they are asked one at a time
SILENCE = 1.0  # seconds without an answer after which to find out why
SCOUTS = 3  # for a port that turns out to be slow, after which none is sent
LONG_LOOKS = 3  # times to wait for the answer behind a line that is none
LONG_LOOK = 0.5  # seconds
SHORT_LOOKS = 20  # times after that
SHORT_LOOK = 0.05
MISFITS = ("wrote rubbish", "wrong id", "answered twice")  # failures that one line can spread
NOT_FLUSHED = (
    "it answers only after its input is closed: it has to flush its output after each answer, and "
    "to read its input line by line (PORT-3); the cases after this one are asked in batches, with "
    "the input closed"
)


class _Together(Exception):
    """Something is wrong, with several requests on their way."""

    def __init__(self, failure: PortFailure | None) -> None:
        super().__init__()
        self.failure = failure  # None if it is known which question it belongs to


class _Again(Exception):
    """The port was slow, and another process of it was quicker: start again."""


@dataclass
class _Suspect:
    """A failure with several requests on their way, while they are asked one at a time."""

    question: Question
    failure: PortFailure
    verdicts: list[tuple[Question, Verdict]]  # those since then


class Conversation:
    """The questions for a port, and its process; another takes over when its state is in doubt."""

    def __init__(self, port: Port, questions: Sequence[Question], patience: Patience) -> None:
        self.port = port
        self._patience = patience
        self._waiting = deque(each for each in questions if each.case.input is None)
        self._inputs = [each.case for each in questions if each.case.input is not None]
        self._process: PortProcess | None = None
        self._is_stopped = False
        self._is_flushed = True
        self._largest = WINDOW
        self._troubles = 0
        self._careful = 0  # questions yet to be asked one at a time
        self._suspect: _Suspect | None = None
        self._seen: set[Kind] = set()
        self._scouts = SCOUTS
        self._looks = 0
        self._starts = 0
        self._reset()

    def _reset(self) -> None:
        """Begin with a new process."""
        self._flying: deque[Question] = deque()
        self._window = 2
        self._held: tuple[Question, Verdict] | None = None  # the last answer, if it is right
        self._last: Question | None = None  # to be answered
        self._last_raw = b""
        self._owed: list[Question] = []  # failed, but their answers may still come
        self._since = time.monotonic()  # the last answer, or the request if that came later
        self._is_fresh = True  # nothing has come yet

    def stop(self) -> None:
        """Kill the port and ask nothing more; another thread may call this."""
        self._is_stopped = True
        if self._process is not None:
            self._process.end_program()

    def verdicts(self) -> Generator[Verdict, None, None]:
        """Yield the verdict on each question; raises OSError if the port cannot be started."""
        while self._is_flushed and not self._is_stopped:
            yield from self._refused()
            yield from self._release()
            if not self._waiting and self._starts:
                break
            yield from self._with_a_process()
        if self._waiting and not self._is_stopped:
            failure = yield from run_batches(self.port, self._waiting, self._patience)
            yield self._ended(failure)
        if self._inputs and not self._is_stopped:
            yield from self._whole_inputs()

    def _with_a_process(self) -> Iterator[Verdict]:
        self._reset()
        self._starts += 1
        with PortProcess(self.port.command, self.port.folder) as process:
            self._process = process
            try:
                yield from self._talk(process)
            except _Again:
                self._put_back()
            except _Together as trouble:
                self._part(trouble.failure)
            except PortFailure as failure:
                yield from self._broken(failure)
            yield from self._release()

    def _talk(self, process: PortProcess) -> Iterator[Verdict]:
        """Ask until nothing waits; raises PortFailure, _Together or _Again."""
        while not self._is_stopped:
            yield from self._send(process)
            if not self._flying:
                break
            raw = self._receive(process)
            seconds = time.monotonic() - self._since
            self._since += seconds
            yield from self._take(process, raw, seconds)
        if self._owed or self._is_stopped:
            return
        yield from self._release()
        process.time_limit = self._patience.limit()
        try:
            process.finish()
        except PortFailure as failure:
            yield self._ended(failure)
        else:
            yield self._ended(None)

    def _send(self, process: PortProcess) -> Iterator[Verdict]:
        """Send as many requests as may be on their way.

        The first question of each kind is alone, so that its answer has to be flushed.
        """
        alone = self._careful or self._owed
        window = 1 if alone else min(self._window, self._largest)
        if len(self._flying) > window // 2:
            return
        if not self._flying and not self._is_fresh:
            self._since = time.monotonic()
        lines = []
        is_new = False
        while len(self._flying) < window and not is_new:
            yield from self._refused()
            is_new = bool(self._waiting) and self._waiting[0].kind not in self._seen
            if not self._waiting or (is_new and self._flying):
                break
            question = self._waiting.popleft()
            self._seen.add(question.kind)
            self._flying.append(question)
            lines.append(question.line + b"\n")
        process.write(b"".join(lines))

    def _refused(self) -> Iterator[Verdict]:
        """Yield verdicts on the next questions as long as they are not to be asked."""
        while self._waiting:
            question = self._waiting[0]
            refusal = self._patience.refusal(question.kind)
            if refusal is None:
                return
            self._waiting.popleft()
            verdict = failed(self.port, question.case.id, refusal, ending=NOT_ASKED)
            yield from self._concluded(question, verdict)

    def _receive(self, process: PortProcess) -> bytes:
        """Return the next line; raises PortFailure, _Together or _Again."""
        limit = self._patience.limit()
        quiet = min(SILENCE, limit / 4) if self._scouts else limit
        try:
            raw = process.receive(quiet)
            if raw is None and quiet < limit:
                raw = self._after_silence(process, limit - quiet)
        except PortFailure as failure:
            if len(self._flying) > 1 and failure.kind != "not flushed":
                raise _Together(failure) from failure
            raise
        finally:
            if self._is_fresh and self._starts > 1:
                self._patience.restarted(time.monotonic() - self._since)
            self._is_fresh = False
        if raw is None:
            raise process.failure("timed out", f"no answer within {limit:g} seconds")
        return raw

    def _after_silence(self, process: PortProcess, seconds: float) -> bytes | None:
        """Find out why the port is silent; return a line, or None if it hangs."""
        finding, raw = scout(self.port, process, self._flying[0].line, seconds)
        if finding is Finding.SLOW:
            self._scouts -= 1
        elif finding is Finding.NOT_FLUSHED:
            self._is_flushed = False
            raise PortFailure("not flushed", NOT_FLUSHED)
        elif finding is Finding.ANSWERS_ALONE:
            if len(self._flying) > 1:
                raise PortFailure("timed out", "no answer")
            self._scouts = 0
            raise _Again
        return raw

    def _take(self, process: PortProcess, raw: bytes, seconds: float) -> Iterator[Verdict]:
        """Yield what follows from a line: verdicts, which may be held back until the next line."""
        question = self._flying[0]
        reading = read_line(raw)
        if same_id(question.id, reading.id):
            self._last, self._last_raw = self._flying.popleft(), raw
            self._owed.clear()
            self._window += 1
            self._patience.answered(question.kind, seconds)
            verdict = judge(self.port, question, reading, raw, seconds)
            yield from self._concluded(question, verdict)
        elif len(self._flying) > 1:
            if self._is_second(reading) and raw == self._last_raw:
                yield from self._answered_twice(raw)
                raise _Together(None)
            raise _Together(self._misfit(reading, raw))
        elif any(_has_id(owed, reading) for owed in self._owed):
            self._owed = [owed for owed in self._owed if not _has_id(owed, reading)]
        else:
            yield from self._not_answered(process, question, reading, raw, seconds)

    def _not_answered(
        self,
        process: PortProcess,
        question: Question,
        reading: Reading,
        raw: bytes,
        seconds: float,
    ) -> Iterator[Verdict]:
        """Yield the verdict on a question when another line comes than its answer."""
        is_second = self._is_second(reading)
        answer = self._looked_for(process, question) if is_second else None
        if answer is not None:
            yield from self._answered_twice(raw)
            yield from self._take(process, answer, seconds)
            return
        self._flying.popleft()
        if reading.fault is None:
            verdict = wrong_id(self.port, question, raw, seconds)
        else:
            verdict = rubbish(self.port, question.case.id, reading, raw, seconds)
        yield from self._concluded(question, verdict)
        self._owed.append(question)
        if not is_second and self._looked_for(process, question) is not None:
            self._owed.remove(question)

    def _looked_for(self, process: PortProcess, question: Question) -> bytes | None:
        """Return the answer to a question if it comes soon; other lines are passed over."""
        self._looks += 1
        if self._looks > LONG_LOOKS + SHORT_LOOKS:
            return None
        seconds = LONG_LOOK if self._looks <= LONG_LOOKS else SHORT_LOOK
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            raw = process.receive(left)
            if raw is not None and same_id(question.id, read_line(raw).id):
                return raw
        return None

    def _is_second(self, reading: Reading) -> bool:
        """Return whether a line has the id of the last question that was answered."""
        return self._last is not None and _has_id(self._last, reading)

    def _answered_twice(self, raw: bytes) -> Iterator[Verdict]:
        """Yield the verdict on the last question, to which a second answer has come."""
        given, self._held = self._held, None
        if given is None and self._suspect is not None:
            given = self._suspect.verdicts.pop()
            self._careful += 1
        if given is not None and given[1].failure is None:
            detail = f"after its right answer, another came: {short(raw)}"
            verdict = replace(given[1], failure="answered twice", detail=detail)
            yield from self._concluded(given[0], verdict)

    def _misfit(self, reading: Reading, raw: bytes) -> PortFailure:
        """Return what is wrong with a line that is no answer to the first of several requests."""
        others = list(self._flying)[1:]
        text = short(raw)
        if reading.fault is not None:
            return PortFailure("wrote rubbish", f"{reading.fault}: {text}")
        if any(same_id(other.id, reading.id) for other in others):
            return PortFailure("out of order", f"this came before its answer: {text}")
        return PortFailure("wrong id", f"expected {self._flying[0].id!r}, got {text}")

    def _part(self, failure: PortFailure | None) -> None:
        """Put back the requests on their way, to be asked one at a time."""
        self._troubles += 1
        if self._troubles == TROUBLES:
            self._largest = 1
        if failure is not None and self._suspect is None:
            together = f"{len(self._flying)} requests were on their way; alone, it is answered"
            failure = PortFailure(failure.kind, f"{failure.detail}; {together}")
            self._suspect = _Suspect(self._flying[0], failure, [])
        self._careful = len(self._flying)
        self._put_back()

    def _put_back(self) -> None:
        self._waiting.extendleft(reversed(self._flying))
        self._flying.clear()

    def _broken(self, failure: PortFailure) -> Iterator[Verdict]:
        """Yield the verdict on the first request on its way, at which the port failed."""
        if self._flying:  # or it had failed this question before
            question = self._flying.popleft()
            self._patience.failed(question.kind, failure)
            yield from self._concluded(question, failed(self.port, question.case.id, failure))
            self._careful = max(self._careful, len(self._flying))
            self._put_back()

    def _concluded(self, question: Question, verdict: Verdict) -> Iterator[Verdict]:
        """Yield a verdict, unless it waits for those on the requests that were on their way."""
        self._careful = max(0, self._careful - 1)
        suspect = self._suspect
        if suspect is None:
            yield from self._passed_on(question, verdict)
            return
        suspect.verdicts.append((question, verdict))
        fails_alone = question is suspect.question and verdict.failure is not None
        if fails_alone or verdict.ending is not None or verdict.failure in MISFITS:
            blamed = None
        elif self._careful == 0:
            blamed = suspect.question
            self._largest = 1
        else:
            return
        self._suspect = None
        for each, its_verdict in suspect.verdicts:
            if each is blamed:
                its_verdict = failed(self.port, each.case.id, suspect.failure)
            yield from self._passed_on(each, its_verdict)

    def _passed_on(self, question: Question, verdict: Verdict) -> Iterator[Verdict]:
        """Yield a verdict; if it is right, with the next line, in case of a second answer."""
        yield from self._release()
        if verdict.failure is None:
            self._held = (question, verdict)
        else:
            yield verdict

    def _release(self) -> Iterator[Verdict]:
        if self._held is not None:
            (_, verdict), self._held = self._held, None
            yield verdict

    def _ended(self, failure: PortFailure | None) -> Verdict:
        """Return the verdict on how the port ends when its input ends (PORT-3)."""
        if failure is not None:
            return failed(self.port, END_OF_INPUT, after_the_last_answer(failure))
        return Verdict(self.port.name, END_OF_INPUT)

    def _whole_inputs(self) -> Iterator[Verdict]:
        """Yield the verdicts on the cases with inputs of several lines."""

        def start() -> PortProcess:
            self._process = PortProcess(self.port.command, self.port.folder, self._patience.limit())
            return self._process

        for verdict in run_inputs(self.port, start, self._inputs):
            yield verdict
            if self._is_stopped:
                return


def _has_id(question: Question, reading: Reading) -> bool:
    """Return whether a line has the id of a question, if that id is the question's alone."""
    return question.case.request is not None and same_id(question.id, reading.id)
