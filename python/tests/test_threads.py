"""Any number of threads gives the same bits, and whatever Python's threads and processes do."""

import os
import platform
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import plain_float32 as plain
import pytest
from test_isa import in_order, use_or_skip
from test_networks import same

import refnet
from refnet import Dense, RefnetError, Sequential, core, optimizers, reference
from refnet.core import processor
from refnet.core.processor import ISAS, MOST_THREADS
from refnet.reference.checks import SPARSE
from refnet.reference.dense import DenseLayer
from refnet.reference.optimizers import Optimizer, OptimizerState

LINUX = pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
FORKING = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
NUMBERS = (2, 3, 8)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave the process with the threads and the instruction set that it had."""
    threads, isa = refnet.threads(), refnet.isa()
    yield
    refnet.set_threads(threads)
    refnet.set_isa(isa)


@pytest.fixture(params=ISAS)
def isa(request: pytest.FixtureRequest) -> str:
    use_or_skip(request.param)
    return str(request.param)


class Case(NamedTuple):
    """A network so large that its work is shared, and its batches; nothing divides evenly."""

    batch_size: int
    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    optimizer: optimizers.Optimizer


CASES = {
    "layers": Case(67, (331, 197, 211), ("relu", "tanh"), "mse", optimizers.Adam(0.01)),
    "deep": Case(
        61, (389, 171, 297, 13), ("sigmoid", "relu", "softmax"), SPARSE, optimizers.SGD(0.1, 0.9)
    ),
    "one_row": Case(1, (2003, 1601), ("linear",), "mse", optimizers.SGD(0.001)),
    "few_rows": Case(5, (901, 803), ("softmax",), SPARSE, optimizers.RMSprop(0.01, momentum=0.5)),
    "one_column": Case(4001, (757, 1), ("sigmoid",), "binary_crossentropy", optimizers.SGD(0.1)),
    "few_columns": Case(
        3003, (203, 7, 3), ("tanh", "softmax"), SPARSE, optimizers.SGD(0.1, 0.5, nesterov=True)
    ),
}


def data(case: Case) -> tuple[Any, Any]:
    """Return examples for one whole batch and a shorter one."""
    random = np.random.RandomState(4)
    m, n, k = case.batch_size + max(case.batch_size // 3, 1), case.sizes[0], case.sizes[-1]
    if case.loss == SPARSE:
        return random.normal(size=(m, n)), random.randint(0, k, m)
    return random.normal(size=(m, n)), random.randint(0, 2, (m, k))


def new_model(case: Case, dtype: str = "float64", backend: str = "c", seed: int = 2) -> Sequential:
    layers = [Dense(*each) for each in zip(case.sizes[1:], case.activations, strict=True)]
    model = Sequential(layers, seed=seed, dtype=dtype, backend=backend)
    model.compile(case.optimizer, case.loss, ["accuracy"])
    return model


def trained(case: Case, dtype: str = "float64", backend: str = "c", seed: int = 2) -> list[Any]:
    """Train, evaluate and answer; return all that comes out, with arrays as bytes."""
    model, (x, y) = new_model(case, dtype, backend, seed), data(case)
    history = model.fit(x, y, case.batch_size, 2, verbose=0).history
    arrays = [*model.get_weights(), model.predict(x)]
    return [*(each.tobytes() for each in arrays), history, model.evaluate(x, y)]


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", CASES)
def test_trainings(name: str, dtype: str) -> None:
    refnet.set_threads(1)
    wanted = trained(CASES[name], dtype)
    for threads in NUMBERS:
        refnet.set_threads(threads)
        for _ in range(2):
            assert trained(CASES[name], dtype) == wanted, threads


def test_they_are_the_bits_of_the_reference() -> None:
    """Else all of them might be wrong alike."""
    case = CASES["layers"]._replace(sizes=(431, 107, 7))
    wanted = trained(case, backend="python")
    for threads in NUMBERS:
        refnet.set_threads(threads)
        assert trained(case) == wanted


def test_they_are_the_bits_of_float32() -> None:
    case = CASES["layers"]._replace(sizes=(431, 107, 7))
    x, y = data(case)
    kernels = reference.initial_kernels("glorot_uniform", case.sizes, 2)
    layers = [
        plain.as_layer(activation, kernel, [0.0] * len(kernel[0]))
        for activation, kernel in zip(case.activations, kernels, strict=True)
    ]
    how = plain.as_settings(optimizers.settings(case.optimizer))
    training = plain.Training(case.loss, how, case.batch_size)
    wanted = plain.train(layers, training, plain.as_rows(x), plain.as_rows(y), 1, 3)
    weights = np.array(plain.all_weights(wanted.layers))
    for threads in NUMBERS:
        refnet.set_threads(threads)
        model = new_model(case, "float32")
        losses = model.fit(x, y, case.batch_size, 1, verbose=0).history["loss"]
        assert losses == [float(loss) for loss in wanted.losses]
        assert np.concatenate([each.ravel() for each in model.get_weights()]).tobytes() == (
            weights.tobytes()
        )


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize(
    ("m", "n", "u"),
    [
        (1, 2003, 1601),
        (2, 1401, 1203),
        (7, 711, 623),
        (9, 831, 427),
        (65, 271, 267),
        (127, 229, 147),
        (211, 13, 1499),
        (3001, 1003, 1),
        (4009, 251, 3),
    ],
)
def test_products(m: int, n: int, u: int) -> None:
    random = np.random.RandomState(m)
    x, kernel = random.normal(size=(m, n)), random.normal(size=(n, u))
    bias, deltas = random.normal(size=u), random.normal(size=(m, u))
    wanted = in_order(bias, x, kernel)
    layer = DenseLayer(u, "sigmoid", kernel, bias)
    outputs = core.elementary("sigmoid", wanted.ravel()).reshape(m, u)
    gradients, slopes = in_order(0.0, x.T, deltas), in_order(0.0, deltas, kernel.T)
    for threads in (1, *NUMBERS):
        refnet.set_threads(threads)
        answers = core.dense_forward(x, layer)
        assert same(answers.sums, wanted)
        assert same(answers.outputs, outputs)
        assert same(core.weight_adjustments(x, deltas), gradients)
        assert same(core.input_gradients(deltas, kernel), slopes)


@pytest.mark.usefixtures("isa")
@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam"])
def test_steps_of_the_optimizers(name: str) -> None:
    optimizer = Optimizer(name, 0.1, 0.9)
    for size in (120_001, 127_999, 128_000):
        weights, gradients, momentums, velocities = np.random.RandomState(size).normal(
            size=(4, size)
        )
        state = OptimizerState(momentums, velocities**2, 0.9, 0.99)
        refnet.set_threads(1)
        moved, after = core.optimizer_step(weights, gradients, state, optimizer)
        for threads in NUMBERS:
            refnet.set_threads(threads)
            other, other_after = core.optimizer_step(weights, gradients, state, optimizer)
            assert same(other, moved)
            assert same(other_after.momentums, after.momentums)
            assert same(other_after.velocities, after.velocities)


@pytest.mark.parametrize("place", [0, 60_000, 120_006])
def test_a_divergence_is_found_on_any_thread(place: int) -> None:
    """A weight that leaves the finite numbers may be in anyone's part."""
    layer = Dense(1, use_bias=False, kernel_initializer="zeros", input_dim=120_007)
    x = np.zeros((1, 120_007))
    x[0, place] = 1.0
    for threads in (1, *NUMBERS):
        refnet.set_threads(threads)
        model = Sequential([layer], dtype="float32")
        model.compile(optimizers.SGD(1e30), "sum_squared_error")
        with pytest.raises(RefnetError, match=r"^layers: left the finite numbers in epoch 1"):
            model.fit(x, [[1e15]], verbose=0)
        assert not model.get_weights()[0].any()


# How many.


def test_the_number_of_threads() -> None:
    for threads in (1, 2, 8, MOST_THREADS, np.int64(3)):
        refnet.set_threads(threads)
        assert refnet.threads() == threads
        assert type(refnet.threads()) is int


@pytest.mark.parametrize("number", [0, -1, 65, 2**31, 2**32 + 1, 2**100, 1.5, 2.0, "2", None, True])
def test_a_wrong_number_is_refused(number: Any) -> None:
    refnet.set_threads(2)
    with pytest.raises(RefnetError, match=r"^n: expected ") as caught:
        refnet.set_threads(number)
    assert caught.value.field == "n"
    whole = type(number) is int and abs(number) < 2**53
    assert caught.value.code == ("out_of_range" if whole else "wrong_type")
    assert refnet.threads() == 2


def run(*parts: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the parts of a program in a process of its own, in which NumPy starts no threads."""
    inherited = {name: os.environ[name] for name in os.environ if name != "REFNET_THREADS"}
    return subprocess.run(
        [sys.executable, "-c", "".join(textwrap.dedent(part) for part in parts)],
        env={**inherited, "OPENBLAS_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        timeout=60,  # a deadlock is a failure
    )


@pytest.mark.parametrize("number", ["3", "64"])
def test_the_environment_chooses(number: str) -> None:
    ended = run("import refnet; print(refnet.threads())", REFNET_THREADS=number)
    assert ended.stdout == f"{number}\n", ended.stderr


@pytest.mark.parametrize("number", ["0", "65", "-1", "1.5", "two", "9" * 5000])
def test_a_wrong_environment_is_named(number: str) -> None:
    ended = run("import refnet", REFNET_THREADS=number)
    assert ended.returncode != 0
    message = f'RefnetError: REFNET_THREADS: expected a number from 1 to 64, got "{number[:20]}'
    assert message in ended.stderr


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot say")
def test_else_it_is_the_cores_that_the_process_may_use() -> None:
    program = """
        import os
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:{cores}])
        import refnet
        print(refnet.threads(), len(os.sched_getaffinity(0)))
    """
    for environment in ({}, {"REFNET_THREADS": ""}):
        assert run(program.format(cores=1), **environment).stdout == "1 1\n"
    cores = min(len(os.sched_getaffinity(0)), MOST_THREADS)
    assert run(program.format(cores=MOST_THREADS)).stdout == f"{cores} {cores}\n"


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system cannot say")
@pytest.mark.parametrize(("granted", "most"), [("50000", 1), ("100001", 2), ("max", MOST_THREADS)])
def test_a_container_may_have_less(
    granted: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(f"{granted} 100000\n", encoding="ascii")
    monkeypatch.setattr(processor, "PROCESSOR_TIME", file)
    assert processor.usable_cores() == min(most, len(os.sched_getaffinity(0)))


# Which threads there are. Programs of their own count them.

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


def out(*parts: str) -> str:
    """Return what a program prints that goes on from PROGRAM, and must end well."""
    ended = run(PROGRAM, *parts)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


@LINUX
def test_threads_start_where_there_is_work_for_them() -> None:
    program = """
        counts = [helpers()]
        refnet.set_threads(8)
        for _ in range(20):
            trained(units=3)
        counts.append(helpers())  # little work
        refnet.set_threads(1)
        trained()
        counts.append(helpers())  # one thread is the program's own
        for threads in (3, 2, 3, 8):
            refnet.set_threads(threads)
            trained()
            trained()
            counts.append(helpers())
        print(*counts)
    """
    assert out(program) == "0 0 0 2 2 2 7\n"


@LINUX
def test_helpers_leave_signals_to_the_program() -> None:
    program = """
        refnet.set_threads(3)
        trained()
        own = str(threading.main_thread().native_id)
        for task in sorted(os.listdir("/proc/self/task"), key=int):
            status = open(f"/proc/self/task/{task}/status").read()
            blocked = int(status.split("SigBlk:")[1].split()[0], 16)
            print(task == own, [bool(blocked >> (number - 1) & 1) for number in (
                signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD)])
    """
    assert out(program).splitlines() == [
        "True [False, False, False, False]",
        "False [True, True, True, True]",
        "False [True, True, True, True]",
    ]


@LINUX
def test_a_training_that_diverges_gives_its_place_back() -> None:
    program = """
        refnet.set_threads(2)
        model = Sequential([Dense(1)])
        model.compile(refnet.optimizers.SGD(1e300), "mse")
        for _ in range(5):
            try:
                model.fit([[1.0]], [[2.0]], epochs=9, verbose=0)
            except RefnetError as error:
                assert error.code == "diverged"
            else:
                raise AssertionError("it has not diverged")
        trained()
        print(helpers())
    """
    assert out(program) == "1\n"


@LINUX
def test_threads_that_cannot_be_started_are_not_missed() -> None:
    program = """
        refnet.set_threads(1)
        wanted = trained()
        pages = int(open("/proc/self/statm").read().split()[0])
        room = pages * resource.getpagesize() + 7 * 2**20  # for Python, but not for 7 stacks
        resource.setrlimit(resource.RLIMIT_AS, (room, resource.RLIM_INFINITY))
        refnet.set_threads(8)
        print(trained() == wanted, helpers() < 7)
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(trained() == wanted, helpers())
    """
    assert out(program) == "True True\nTrue 7\n"


@LINUX
def test_two_trainings_have_no_more_threads_together() -> None:
    """Two may calculate, and these two do: a helper has next to nothing to do."""
    program = """
        refnet.set_threads(2)
        ids, seconds, found = set(), {}, {}

        def train(seed):
            ids.add(str(threading.get_native_id()))
            found[seed] = trained(seed=seed, epochs=1000)
            seconds[seed] = time.thread_time()

        def seconds_of(task):
            stat = open(f"/proc/self/task/{task}/stat").read().rpartition(")")[2].split()
            return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

        old = set(os.listdir("/proc/self/task"))
        workers = [threading.Thread(target=train, args=(seed,)) for seed in (1, 2)]
        for worker in workers:
            worker.start()
        most = 0
        while len(seconds) == 0:
            most = max(most, helpers())
            time.sleep(0.001)
        new = set(os.listdir("/proc/self/task")) - old - ids
        helped = sum(seconds_of(task) for task in new)
        for worker in workers:
            worker.join()
        print(2 <= most <= 3, len(new) <= 1)
        if helped > 0.15 * sum(seconds.values()):
            print(f"{helped} seconds of helpers beside {seconds}")
        refnet.set_threads(1)
        print([found[seed] == trained(seed=seed, epochs=1000) for seed in (1, 2)])
    """
    assert out(program) == "True True\n[True, True]\n"


# Python's own threads.


def at_once(functions: list[Callable[[], Any]]) -> list[Any]:
    """Call each function on a thread of its own, all at the same time; return their results."""
    results: list[Any] = [None] * len(functions)
    start = threading.Barrier(len(functions))

    def call(i: int) -> None:
        start.wait(10)
        results[i] = functions[i]()

    workers = [threading.Thread(target=call, args=(i,)) for i in range(len(functions))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


@pytest.mark.parametrize("threads", [2, 8])
def test_models_that_train_at_once(threads: int) -> None:
    makes = [
        (CASES["layers"], "float64"),
        (CASES["layers"], "float32"),
        (CASES["deep"], "float64"),
        (CASES["few_columns"], "float32"),
        (CASES["one_row"], "float32"),
    ]
    refnet.set_threads(1)
    alone = [trained(*make) for make in makes]
    refnet.set_threads(threads)

    def several(case: Case, dtype: str) -> list[Any]:
        return [trained(case, dtype) for _ in range(4)]

    together = at_once([lambda make=make: several(*make) for make in makes])  # type: ignore[misc]
    assert together == [[each] * 4 for each in alone]


def test_one_model_that_answers_on_several_threads() -> None:
    model, (x, _) = new_model(CASES["layers"]), data(CASES["layers"])
    model.build((331,))
    refnet.set_threads(1)
    wanted = model.predict(x).tobytes()
    refnet.set_threads(3)
    answers = at_once([lambda: {model.predict(x).tobytes() for _ in range(20)}] * 4)
    assert answers == [{wanted}] * 4


def test_the_number_may_change_while_a_model_trains() -> None:
    case = CASES["layers"]
    refnet.set_threads(1)
    wanted = trained(case)
    done = threading.Event()

    def change() -> None:
        numbers = np.random.RandomState(1).randint(1, 9, 1_000_000)
        for number in numbers:
            if done.is_set():
                return
            refnet.set_threads(int(number))
            time.sleep(0.0001)

    changing = threading.Thread(target=change)
    changing.start()
    results = at_once([lambda: [trained(case) for _ in range(10)]] * 2)
    done.set()
    changing.join()
    assert results == [[wanted] * 10] * 2


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_thread_may_have_a_small_stack(dtype: str) -> None:
    program = """
        threading.stack_size(262_144)
        x, y = np.ones((200, 20)), np.ones((200, 30))
        model = Sequential([Dense(30, "relu", input_dim=20), Dense(30)], dtype="{dtype}", seed=0)
        model.compile("adam", "mse")
        thread = threading.Thread(target=lambda: model.fit(x, y, batch_size=70, verbose=0))
        thread.start()
        thread.join()
        print(model.predict(x).shape)
    """
    assert out(program.format(dtype=dtype)) == "(200, 30)\n"


@LINUX
@pytest.mark.skipif(platform.machine() != "x86_64", reason="sets a register of x86-64")
def test_the_processor_may_take_small_numbers_for_zero_elsewhere() -> None:
    """As other libraries let it, for the sake of speed; neither caller nor helpers do so in C."""
    program = """
        import ctypes
        model = Sequential([Dense(2000, input_dim=2000, use_bias=False)], dtype="float32", seed=0)
        x = np.full((4, 2000), 1e-37, np.float32)
        wanted = model.predict(x)
        libm = ctypes.CDLL("libm.so.6")
        environment = (ctypes.c_uint32 * 8)()
        libm.fegetenv(environment)
        environment[7] |= 0x8040  # flush to zero, denormals are zero
        libm.fesetenv(environment)
        assert np.float32(1e-30) * np.float32(1e-10) == 0
        for threads in 1, 2, 3:
            refnet.set_threads(threads)
            print((model.predict(x) == wanted).all(), np.float32(1e-30) * np.float32(1e-10) == 0)
    """
    assert out(program) == "True True\n" * 3


# Processes.

BUSY = """
    def train_on():
        while True:
            trained(seed=5)

    threading.Thread(target=train_on, daemon=True).start()
"""


@FORKING
@pytest.mark.parametrize("busy", ["", BUSY], ids=["idle", "busy"])
def test_a_fork_trains_too(busy: str) -> None:
    """Its parent's helpers are not there, whatever they did at that moment; it has its own."""
    first = """
        warnings.simplefilter("ignore", DeprecationWarning)  # Python's, of forks among threads
        refnet.set_threads(3)
        wanted = trained()
    """
    then = """
        def in_a_child(what):
            child = os.fork()
            if child == 0:
                right = False
                try:
                    right = what()
                finally:
                    os._exit(0 if right else 1)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

        def train():
            return trained() == wanted

        def count():
            alone = tasks()
            return train() and (alone, tasks()) == (1, 3)

        def train_and_fork():
            return train() and in_a_child(train) and train()

        print({in_a_child(train) for _ in range(20)}, in_a_child(train_and_fork), train())
        if os.path.isdir("/proc/self/task"):
            assert all(in_a_child(count) for _ in range(3))
    """
    assert out(first, busy, then) == "{True} True True\n"


@FORKING
def test_a_fork_while_its_model_trains() -> None:
    program = """
        warnings.simplefilter("ignore", DeprecationWarning)
        model = Sequential([Dense(300, input_dim=300)], seed=0)
        model.compile("sgd", "mse")
        x = np.zeros((3000, 300))
        fitting = dict(epochs=1000, batch_size=32, verbose=0)
        threading.Thread(target=model.fit, args=(x, x), kwargs=fitting, daemon=True).start()
        for _ in range(10):
            time.sleep(0.02)
            child = os.fork()
            if child == 0:
                os._exit(0 if model.predict(x[:2]).shape == (2, 300) else 1)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), end=" ")
    """
    assert out(program) == "0 " * 10


@FORKING
@pytest.mark.parametrize("busy", ["", BUSY], ids=["idle", "busy"])
def test_processes_of_multiprocessing(busy: str) -> None:
    first = """
        import multiprocessing
        warnings.simplefilter("ignore", DeprecationWarning)
        refnet.set_threads(2)
        wanted = [trained(seed=seed) for seed in range(6)]
    """
    then = """
        def train(seed):
            return trained(seed=seed)

        with multiprocessing.get_context("fork").Pool(3) as pool:
            print(pool.map(train, range(6), 1) == wanted)
    """
    assert out(first, busy, then) == "True\n"


@pytest.mark.parametrize("then", ["", "time.sleep(0.05)", BUSY], ids=["looks", "sleeps", "works"])
def test_a_process_ends_whatever_its_helpers_do(then: str) -> None:
    program = """
        refnet.set_threads(3)
        trained()
        print("done")
    """
    assert out(program, then) == "done\n"


@LINUX
def test_helpers_sleep_when_there_is_nothing_to_do() -> None:
    """Some milliseconds of looking for work, and no more."""
    program = """
        refnet.set_threads(8)
        trained()
        time.sleep(0.1)
        start = time.process_time()
        time.sleep(0.3)
        print(time.process_time() - start < 0.1)
    """
    assert out(program) == "True\n"
