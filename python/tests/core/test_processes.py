"""The threads of the C core in programs of their own: when they start, forks, small stacks."""

import os
import platform

import pytest
from support.programs import BUSY, out

LINUX = pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="needs Linux's /proc")
FORKING = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
UNSANITIZED = pytest.mark.skipif(
    "asan" in os.environ.get("LD_PRELOAD", ""), reason="the address sanitizer takes more memory"
)


@LINUX
def test_threads_start_when_there_is_work_for_them() -> None:
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
def test_a_run_that_diverges_releases_its_threads() -> None:
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
                raise AssertionError("the run has not diverged")
        trained()
        print(helpers())
    """
    assert out(program) == "1\n"


@LINUX
@UNSANITIZED
def test_training_works_without_threads_that_cannot_start() -> None:
    program = """
        refnet.set_threads(1)
        wanted = trained()
        pages = int(open("/proc/self/statm").read().split()[0])
        limit = pages * resource.getpagesize() + 7 * 2**20  # for Python, but not for 7 stacks
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.RLIM_INFINITY))
        refnet.set_threads(8)
        print(trained() == wanted, helpers() < 7)
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        print(trained() == wanted, helpers())
    """
    assert out(program) == "True True\nTrue 7\n"


@LINUX
def test_two_runs_share_the_threads() -> None:
    """Two threads may calculate, and the two callers do: helpers have almost no work."""
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


@UNSANITIZED
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
def test_subnormal_numbers_whatever_the_processor_is_set_to() -> None:
    """Other libraries let it flush them to zero; in C neither caller nor helpers do."""
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


@LINUX
@pytest.mark.skipif(platform.machine() != "x86_64", reason="sets a register of x86-64")
@pytest.mark.parametrize("flags", [0x8040, 0x4000], ids=["flush to zero", "round up"])
@pytest.mark.parametrize("isa", ["plain", "best"])
def test_every_experiment_whatever_the_processor_is_set_to(flags: int, isa: str) -> None:
    program = """
        import ctypes
        from refnet import core
        from refnet.core import processor

        processor.set_isa("{isa}" if "{isa}" != "best" else processor.best_isa())
        random = np.random.RandomState(1)
        small, numbers = 1e-160, random.normal(size=(500, 60))
        layers = [core.DenseLayer(40, "sigmoid", small * numbers[:60, :40], None),
                  core.DenseLayer(1, "linear", small * numbers[:40, :1], None)]
        loss, sgd = "mse", core.Optimizer("sgd", 0.1, momentum=0.9)
        y, tiny, values = numbers[:, :1], small * numbers, np.linspace(-745, 700, 999)
        training = core.Training(loss, sgd, 70)

        def state():
            return core.initial_state(core.network_parameters(layers), sgd)

        def bits(value):
            if isinstance(value, np.ndarray):
                return value.tobytes()
            if isinstance(value, (list, tuple)):
                return tuple(bits(part) for part in value)
            return value.hex() if isinstance(value, float) else value

        def epochs():
            how = 1, 2, core.seeded(0), False, None
            return core.train_epochs(layers, state(), training, tiny, y, *how)

        experiments = (
            lambda: core.random(1, 1000),
            lambda: core.initial_kernels("uniform", [30, 20], 3),
            lambda: core.elementary("exp", values),
            lambda: core.elementary("sigmoid", values),
            lambda: core.button_press(tiny[0], tiny[1], 1.0, 0.3, 5, "widrow_hoff"),
            lambda: core.rabbit(tiny[0], [True] * 60, -1.0, 0.1, tiny),
            lambda: core.neuron(tiny, numbers[:, 0], tiny[0], 0.1, 1.0, 0.1, 5),
            lambda: core.two_layer(tiny, tiny[:, :30], numbers[:60, :59], numbers[:59, :30],
                                   None, None, small, 3),
            lambda: core.network_forward(tiny, layers),
            lambda: core.network_outputs(tiny, layers),
            lambda: core.network_gradients(
                tiny, y, layers, core.network_forward(tiny, layers), loss),
            lambda: core.train_batch(layers, state(), training, tiny, y, core.seeded(0)),
            lambda: core.train_epoch(
                layers, state(), training, tiny, y, range(400), core.seeded(0), 1),
            epochs,
            lambda: core.evaluate(layers, loss, tiny, y),
            lambda: core.dense(layers, loss, sgd, tiny, y, 70, 2, 1),
        )
        refnet.set_threads(1)
        wanted = [bits(experiment()) for experiment in experiments]
        libm = ctypes.CDLL("libm.so.6")
        environment, before = (ctypes.c_uint32 * 8)(), (ctypes.c_uint32 * 8)()
        libm.fegetenv(environment)
        libm.fegetenv(before)
        environment[7] |= {flags}
        for i, experiment in enumerate(experiments):
            for threads in 1, 4:
                refnet.set_threads(threads)
                libm.fesetenv(environment)
                try:
                    found = experiment()
                finally:
                    libm.fesetenv(before)
                if bits(found) != wanted[i]:
                    print(i, threads)
    """
    assert out(program.format(flags=flags, isa=isa)) == ""


@FORKING
@pytest.mark.parametrize("busy", ["", BUSY], ids=["idle", "busy"])
def test_a_fork_trains_too(busy: str) -> None:
    """The parent's helpers do not exist in the child, which starts its own."""
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


@pytest.mark.parametrize(
    "then", ["", "time.sleep(0.05)", BUSY], ids=["spinning", "sleeping", "working"]
)
def test_a_process_ends_whatever_its_helpers_are_doing(then: str) -> None:
    program = """
        refnet.set_threads(3)
        trained()
        print("done")
    """
    assert out(program, then) == "done\n"


@LINUX
def test_helpers_sleep_when_there_is_nothing_to_do() -> None:
    """They look for work for some milliseconds at most."""
    program = """
        refnet.set_threads(8)
        trained()
        time.sleep(0.1)
        start = time.process_time()
        time.sleep(0.3)
        print(time.process_time() - start < 0.1)
    """
    assert out(program) == "True\n"
