"""A port as a running program: one line in, one line out.

A program that crashes, hangs, floods or closes its output causes a PortFailure with the reason;
the kit neither hangs nor buffers without limit.
"""

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

LONGEST_ANSWER = 64 * 1024 * 1024  # bytes
STDERR_TAIL = 2000  # bytes of standard error that are kept


class PortFailure(Exception):
    """The program did not answer. ``kind``: crashed, timed out or flooded."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail


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
        for stream in self._streams:
            os.set_blocking(stream.fileno(), False)
        self._answered = bytearray()
        self._said = bytearray()
        self._open = {self._stdout, self._stderr}

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
        encoded = line.encode() if isinstance(line, str) else line
        to_send = memoryview(encoded + b"\n")
        deadline = time.monotonic() + self.time_limit
        while b"\n" not in self._answered:
            if len(self._answered) > LONGEST_ANSWER:
                raise self._failure("flooded", f"a line of over {LONGEST_ANSWER} bytes")
            if self._stdout not in self._open:
                raise self._failure("crashed", self._ending())
            to_send = self._exchange(to_send, deadline)
        end = self._answered.index(b"\n")
        answer = bytes(self._answered[:end])
        del self._answered[: end + 1]
        return answer

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
            failure = self._failure("crashed", "its last line has no line feed")
        return lines, failure

    def _exchange_all(self, data: bytes) -> None:
        deadline = time.monotonic() + self.time_limit
        to_send = memoryview(data)
        while to_send and self._stdout in self._open:
            to_send = self._exchange(to_send, deadline)
        self._streams[0].close()
        while self._open:
            self._exchange(memoryview(b""), deadline)
            if len(self._answered) > LONGEST_ANSWER:
                raise self._failure("flooded", f"over {LONGEST_ANSWER} bytes")
        self._check_end(deadline)

    def finish(self) -> None:
        """Close the program's input and wait for its end.

        Raises PortFailure unless the end comes in time, without output and with exit status 0.
        """
        self._streams[0].close()
        deadline = time.monotonic() + self.time_limit
        while self._open:
            self._exchange(memoryview(b""), deadline)
            if self._answered:
                raise self._failure("flooded", "it wrote a line without a request")
        self._check_end(deadline)

    def _check_end(self, deadline: float) -> None:
        """Raise PortFailure unless the program, whose output is closed, ends with status 0."""
        try:
            status = self._process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            reason = f"it did not end within {self.time_limit:g} seconds of its input"
            raise self._failure("timed out", reason) from None
        if status != 0:
            raise self._failure("crashed", self._ending())

    def kill(self) -> None:
        """Kill the program and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in self._streams:
            stream.close()

    def _exchange(self, to_send: memoryview, deadline: float) -> memoryview:
        """Wait until something can be read or written, do so, and return what is left to send."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._failure("timed out", f"no answer within {self.time_limit:g} seconds")
        with selectors.DefaultSelector() as selector:
            for descriptor in self._open:
                selector.register(descriptor, selectors.EVENT_READ)
            if to_send:
                selector.register(self._stdin, selectors.EVENT_WRITE)
            for key, _ in selector.select(left):
                if key.fd == self._stdin:
                    try:
                        to_send = to_send[os.write(self._stdin, to_send) :]
                    except BrokenPipeError:  # it has ended, as its output will show
                        to_send = memoryview(b"")
                else:
                    self._read(key.fd)
        return to_send

    def _read(self, descriptor: int) -> None:
        data = os.read(descriptor, 1 << 16)
        if not data:
            self._open.discard(descriptor)
        elif descriptor == self._stdout:
            self._answered += data
        else:
            self._said += data
            del self._said[:-STDERR_TAIL]

    def _ending(self) -> str:
        try:
            status = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        if status < 0:
            return f"it was ended by signal {-status}"
        return f"it ended with exit status {status}"

    def _failure(self, kind: str, reason: str) -> PortFailure:
        deadline = time.monotonic() + 0.2  # its last words may still be on their way
        with contextlib.suppress(OSError):
            while self._stderr in self._open and time.monotonic() < deadline:
                try:
                    self._read(self._stderr)
                except BlockingIOError:
                    time.sleep(0.01)
        if self._answered and kind != "flooded":
            reason += f"; it had begun to write {printable(bytes(self._answered))}"
        if self._said.strip():
            reason += f"; on standard error: {printable(bytes(self._said))}"
        return PortFailure(kind, reason)


def printable(data: bytes) -> str:
    """Return what a program wrote, short and without anything that a terminal obeys."""
    text = data[:STDERR_TAIL].decode(errors="backslashreplace").strip()
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)
