"""A port as a running program: lines in, lines out.

A program that crashes, hangs, floods or closes its output causes a PortFailure with the reason;
the kit neither hangs nor buffers without limit.
"""

import contextlib
import os
import re
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from refnet.conformance.last_words import excerpt

LONGEST_ANSWER = 64 * 1024 * 1024  # bytes
LEAST_FLOOD = 1024 * 1024  # bytes of answers to a whole input, if that is not longer
PRINTED = 2000  # bytes of what a program wrote that are shown
SAID = "; on standard error: "  # in the detail of a failure
WRONG_STATUS = "wrong exit status"  # the kind of failure of a port that has answered everything
SAID_FIRST, SAID_LAST = 1000, 1000  # bytes of standard error that are kept
LOOK = 0.1  # seconds of silence after which to look whether the program still runs
DEAF = 1.0  # seconds that a program may live with its input closed and something left to read


class PortFailure(Exception):
    """The program did not answer as it should. ``kind``: crashed, timed out, flooded, ..."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


def after_the_last_answer(failure: PortFailure) -> PortFailure:
    """Return how a port failed that had answered everything: an exit status is no crash then."""
    told, found, rest = failure.detail.partition("it ended with exit status ")
    if failure.kind != "crashed" or told or not found:
        return failure
    status = re.match(r"\d+", rest)
    end = status.end() if status else 0
    detail = f"{found}{rest[:end]} after its last answer (PORT-3){rest[end:]}"
    return PortFailure(WRONG_STATUS, detail)


class PortProcess:
    """A program under test, and a context manager that kills it at the end.

    Raises OSError if the program cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path | None = None,
        time_limit: float = 30.0,
    ) -> None:
        self.time_limit = time_limit
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,  # so that its children can be ended with it
        )
        streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._streams = [stream for stream in streams if stream is not None]
        self._stdin, self._stdout, self._stderr = (stream.fileno() for stream in self._streams)
        self._selector = selectors.DefaultSelector()
        for descriptor in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(descriptor, False)
        for descriptor in (self._stdout, self._stderr):
            self._selector.register(descriptor, selectors.EVENT_READ)
        self._open = {self._stdout, self._stderr}
        self._unsent = bytearray()
        self._ends_input = False  # whether to close the input when all is sent
        self._deaf_since: float | None = None  # when it was seen to have closed its input
        self._answered = bytearray()
        self._searched = 0  # bytes of the output that have no line feed
        self._said = bytearray()

    def __enter__(self) -> "PortProcess":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.kill()

    def ask(self, line: str | bytes) -> bytes:
        """Send one line and return the answer; raises PortFailure."""
        self.send(line.encode() if isinstance(line, str) else line)
        answer = self.receive(self.time_limit)
        if answer is None:
            raise self.failure("timed out", f"no answer within {self.time_limit:g} seconds")
        return answer

    def send(self, line: bytes) -> None:
        """Send one line, now or while waiting for an answer."""
        self.write(line + b"\n")

    def write(self, data: bytes) -> None:
        """Send bytes, now or while waiting for an answer."""
        waiting = bool(self._unsent)
        self._unsent += data
        if not waiting:
            self._write()

    def close_input(self) -> None:
        """Close the program's input once all is sent."""
        self._ends_input = True
        if not self._unsent:
            self._streams[0].close()

    def receive(self, seconds: float) -> bytes | None:
        """Return the next line of the output; None if there is none within this time.

        Raises PortFailure if none can come: the program has ended or closed its output, or the
        line is too long.
        """
        deadline = time.monotonic() + seconds
        has_looked = False
        while True:
            line = self._next_line()
            if line is not None:
                return line
            if len(self._answered) > LONGEST_ANSWER:
                raise self.failure("flooded", f"a line of over {LONGEST_ANSWER} bytes")
            if self._stdout not in self._open:
                raise self.failure("crashed", self._ending())
            left = deadline - time.monotonic()
            if left <= 0 and has_looked:
                return None
            self._exchange(max(left, 0.0))
            has_looked = True

    def answer_all(self, data: bytes) -> tuple[list[bytes], PortFailure | None]:
        """Write a whole input, close it, and return the lines of the program up to its end.

        Unless the end comes in time, after a line feed and with exit status 0, the failure is there
        as well.
        """
        failure = None
        try:
            self._exchange_all(data)
        except PortFailure as found:
            failure = found
        *lines, rest = bytes(self._answered).split(b"\n")
        if rest and failure is None:
            failure = self.failure("crashed", "its last line has no line feed")
        return lines, failure

    def finish(self) -> None:
        """Close the program's input and wait for its end.

        Raises PortFailure unless the end comes in time, without output and with exit status 0.
        """
        deadline = time.monotonic() + self.time_limit
        if not self._ends_input:
            self.close_input()
        while True:
            if self._answered:
                raise self.failure("flooded", "it wrote a line without a request")
            if not self._open:
                break
            self._exchange(self._left(deadline))
        self._check_end(deadline)

    def end_program(self) -> None:
        """Kill the program and its children; another thread may call this."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def kill(self) -> None:
        """Kill the program and its children, and close the connection to it."""
        self.end_program()
        self._process.wait()
        self._selector.close()
        for stream in self._streams:
            stream.close()

    def failure(self, kind: str, reason: str) -> PortFailure:
        """Return a failure with what the program has written so far."""
        deadline = time.monotonic() + 0.2  # its last words may still be on their way
        with contextlib.suppress(OSError):
            while self._stderr in self._open and time.monotonic() < deadline:
                try:
                    self._read(self._stderr)
                except BlockingIOError:
                    if kind != "crashed":
                        break
                    time.sleep(0.01)
        begun = bytes(self._answered).rpartition(b"\n")[2]
        if begun and kind != "flooded":
            reason += f"; it had begun to write {printable(begun)}"
        said = excerpt(self._said.decode(errors="backslashreplace"))
        if said:
            reason += f"{SAID}{printable(said.encode())}"
        return PortFailure(kind, reason)

    def _exchange_all(self, data: bytes) -> None:
        most = max(LEAST_FLOOD, 8 * len(data))
        deadline = time.monotonic() + self.time_limit
        self.write(data)
        self.close_input()
        while self._open:
            self._exchange(self._left(deadline))
            if len(self._answered) > most:
                raise self.failure("flooded", f"over {most} bytes of answers")
        self._check_end(deadline)

    def _next_line(self) -> bytes | None:
        end = self._answered.find(b"\n", self._searched)
        if end < 0:
            self._searched = len(self._answered)
            return None
        line = bytes(self._answered[:end])
        del self._answered[: end + 1]
        self._searched = 0
        return line

    def _left(self, deadline: float) -> float:
        left = deadline - time.monotonic()
        if left <= 0:
            reason = f"it did not end within {self.time_limit:g} seconds of its input"
            raise self.failure("timed out", reason)
        return left

    def _exchange(self, seconds: float) -> None:
        """Wait at most so long until something can be read or written, and do so."""
        ready = self._selector.select(min(seconds, LOOK))
        for key, _ in ready:
            if key.fd == self._stdin:
                self._write()
            else:
                self._read(key.fd)
        if not ready and self._process.poll() is not None:
            # It has ended, and a child of it has its output still open: this is all that it wrote.
            for descriptor in list(self._open):
                self._close(descriptor)
        if self._deaf_since is not None and time.monotonic() - self._deaf_since > DEAF:
            raise self.failure("crashed", "it closed its input")

    def _write(self) -> None:
        try:
            while self._unsent:
                del self._unsent[: os.write(self._stdin, self._unsent)]
        except BlockingIOError:
            if self._stdin not in self._selector.get_map():
                self._selector.register(self._stdin, selectors.EVENT_WRITE)
            return
        except BrokenPipeError:  # most often it has ended, as its output will show
            self._unsent.clear()
            if self._deaf_since is None:
                self._deaf_since = time.monotonic()
        if self._stdin in self._selector.get_map():
            self._selector.unregister(self._stdin)
        if self._ends_input:
            self._streams[0].close()

    def _read(self, descriptor: int) -> None:
        data = os.read(descriptor, 1 << 16)
        if not data:
            self._close(descriptor)
        elif descriptor == self._stdout:
            self._answered += data
        else:
            self._said += data
            if len(self._said) > SAID_FIRST + SAID_LAST:
                self._said[SAID_FIRST:-SAID_LAST] = b""

    def _close(self, descriptor: int) -> None:
        self._open.discard(descriptor)
        self._selector.unregister(descriptor)

    def _check_end(self, deadline: float) -> None:
        """Raise PortFailure unless the program, whose output is closed, ends with status 0."""
        try:
            status = self._process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            reason = f"it did not end within {self.time_limit:g} seconds of its input"
            raise self.failure("timed out", reason) from None
        if status != 0:
            raise self.failure("crashed", self._ending())

    def _ending(self) -> str:
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        if status < 0:
            return f"it was ended by signal {-status}"
        return f"it ended with exit status {status}"


def printable(data: bytes) -> str:
    """Return what a program wrote, short and without anything that a terminal obeys."""
    text = data[:PRINTED].decode(errors="backslashreplace").strip()
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)
