"""Programs of their own, whose threads and processes can be counted."""

import os
import subprocess
import sys
import textwrap

PROGRAM = """
    import os, resource, signal, sys, threading, time, warnings
    import numpy as np
    import refnet
    from refnet import Dense, RefnetError, Sequential

    def trained(units=331, seed=1, epochs=2):
        model = Sequential([Dense(units, "sigmoid"), Dense(7, "softmax")], seed=seed)
        model.compile("adam", "sparse_categorical_crossentropy")
        random = np.random.RandomState(seed)
        model.fit(random.normal(size=(67, 197)), random.randint(0, 7, 67), 67, epochs, verbose=0)
        return model.weights_sha256()

    def tasks():
        return len(os.listdir("/proc/self/task"))

    def helpers():
        return tasks() - before

    before = tasks() if os.path.isdir("/proc/self/task") else 0
"""

# a thread that trains all the time
BUSY = """
    def train_on():
        while True:
            trained(seed=5)

    threading.Thread(target=train_on, daemon=True).start()
"""


def run(*parts: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the parts of a program in a process of its own, in which NumPy starts no threads."""
    ours = ("REFNET_THREADS", "REFNET_ISA")
    inherited = {name: os.environ[name] for name in os.environ if name not in ours}
    return subprocess.run(
        [sys.executable, "-c", "".join(textwrap.dedent(part) for part in parts)],
        env={**inherited, "OPENBLAS_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,  # a deadlock is a failure
    )


def out(*parts: str) -> str:
    """Return what a program that begins with PROGRAM prints; it must end well."""
    ended = run(PROGRAM, *parts)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout
