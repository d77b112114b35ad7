"""Set up the peers: a Python environment, Node packages, and compiled programs.

Everything is installed into build/, once. A peer that cannot be installed is left out and reported.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).parent
BUILD = Path("build/peers")
PYTHON_HOME = Path("build/peers-env")
PYTHON = PYTHON_HOME / "bin" / "python"
NODE_HOME = Path("build/peers-node")
GO_PROGRAM = BUILD / "peers-go"

PYTHON_OF_PEERS = (str(PYTHON), "-m", "benchmarks.peers.worker")
OWN_PYTHON = (sys.executable, "-m", "benchmarks.peers.worker")

# The programs that measure, each with its command and its environment variables. Those in
# ONE_THREAD never use more than one thread.
WITH_THREADS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "refnet": ((*OWN_PYTHON, "refnet"), {}),
    "NumPy": ((*OWN_PYTHON, "numpy"), {}),
    "PyTorch": ((*PYTHON_OF_PEERS, "torch"), {}),
    "JAX": ((*PYTHON_OF_PEERS, "jax"), {}),
    "Keras on JAX": ((*PYTHON_OF_PEERS, "keras"), {"KERAS_BACKEND": "jax"}),
    "Keras on TensorFlow": ((*PYTHON_OF_PEERS, "keras"), {"KERAS_BACKEND": "tensorflow"}),
    "scikit-learn": ((*OWN_PYTHON, "sklearn"), {}),
    "ONNX Runtime": ((*PYTHON_OF_PEERS, "onnxruntime"), {}),
    "OpenVINO": ((*PYTHON_OF_PEERS, "openvino"), {}),
}
ONE_THREAD: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "libfann": ((*OWN_PYTHON, "fann"), {}),
    "JavaScript": (("node", str(HERE / "javascript" / "worker.js"), str(NODE_HOME)), {}),
    "Go": ((str(GO_PROGRAM),), {}),
    "tiny-dnn": ((*OWN_PYTHON, "tiny_dnn"), {}),
    "peaks": ((*OWN_PYTHON, "peak"), {}),
}

ENVIRONMENT = {
    **os.environ,
    "CUDA_VISIBLE_DEVICES": "-1",
    "GOFLAGS": "-modcacherw",
    "GOMODCACHE": str(Path("build/peers-go-modules").resolve()),
    "JAX_PLATFORMS": "cpu",
    "KERAS_HOME": str((BUILD / "keras").resolve()),  # where Keras writes its settings
    "MPLCONFIGDIR": str((BUILD / "matplotlib").resolve()),
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TORCHINDUCTOR_CACHE_DIR": str((BUILD / "torch").resolve()),
    "XDG_CONFIG_HOME": str(Path(".venv/config").resolve()),
}


def make() -> dict[str, str]:
    """Set up what is missing; return the peers that could not be set up, and why."""
    BUILD.mkdir(parents=True, exist_ok=True)
    compiled = {**make_libfann(), **make_tiny_dnn(), **make_peak()}
    return {**make_python(), **make_node(), **make_go(), **compiled}


def make_python() -> dict[str, str]:
    """Install each part of requirements.txt that is not installed yet."""
    if not PYTHON.exists():
        try:
            venv.create(PYTHON_HOME, with_pip=True, clear=True)
        except (OSError, subprocess.CalledProcessError) as error:
            return dict.fromkeys(requirements(), f"cannot create {PYTHON_HOME}: {error}")
    missing = {}
    for title, packages in requirements().items():
        stamp = PYTHON_HOME / f"{title}.txt"
        if stamp.exists() and stamp.read_text(encoding="utf-8").split("\n") == packages:
            continue
        say(f"installing {title}")
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-deps", "--no-cache-dir"]
        if run([*pip, "--disable-pip-version-check", *packages]):
            stamp.write_text("\n".join(packages), encoding="utf-8")
        else:
            missing[title] = "pip could not install it"
    return missing


def requirements() -> dict[str, list[str]]:
    """Return the packages of each part of requirements.txt, by the part's title."""
    text = (HERE / "requirements.txt").read_text(encoding="utf-8")
    _, *parts = re.split(r"^# (.+)\n(?!#)", text.split("\n\n", 1)[1], flags=re.MULTILINE)
    return {
        title: packages.split() for title, packages in zip(parts[::2], parts[1::2], strict=True)
    }


def make_node() -> dict[str, str]:
    """Install brain.js and synaptic."""
    lock, stamp = HERE / "javascript" / "package-lock.json", NODE_HOME / "package-lock.json"
    if (NODE_HOME / "node_modules").is_dir() and stamp.read_bytes() == lock.read_bytes():
        return {}
    say("installing brain.js and synaptic")
    NODE_HOME.mkdir(parents=True, exist_ok=True)
    for path in (lock, lock.with_name("package.json")):
        shutil.copy(path, NODE_HOME)
    npm = ["npm", "ci", "--silent", "--ignore-scripts", "--omit=optional"]
    if run(npm, NODE_HOME):
        return {}
    shutil.rmtree(NODE_HOME / "node_modules", ignore_errors=True)
    return {"brain.js and synaptic": "npm could not install them"}


def make_go() -> dict[str, str]:
    """Compile the Go program with go-deep, or without it if that fails."""
    GO_PROGRAM.unlink(missing_ok=True)
    build = ["go", "build", "-o", str(GO_PROGRAM.resolve())]
    if run([*build, "-tags", "deep", "."], HERE / "go"):
        return {}
    run([*build, "."], HERE / "go")
    return {"go-deep": "Go could not download or compile it"}


def make_libfann() -> dict[str, str]:
    """Compile fann.c, if the system has libfann."""
    if compile_library("fann", "fann.c", ["-O2", "-std=c11"], ["-ldoublefann", "-lm"]):
        return {}
    return {"libfann": "its library and headers are not installed (Debian: libfann-dev)"}


def make_tiny_dnn() -> dict[str, str]:
    """Compile tiny_dnn.cpp, if the system has tiny-dnn, for one thread.

    Its headers look for those of stb where Debian does not have them.
    """
    headers = BUILD / "include" / "third_party"
    headers.mkdir(parents=True, exist_ok=True)
    (headers / "stb").unlink(missing_ok=True)
    (headers / "stb").symlink_to("/usr/include/stb")
    # Without the warnings of its headers; OpenMP makes one thread slower and two hardly faster.
    options = ["-O3", "-march=native", "-std=c++14", "-w", f"-I{headers.parent}"]
    options += ["-DCNN_USE_AVX", "-DCNN_SINGLE_THREAD"]
    if compile_library("tiny_dnn", "tiny_dnn.cpp", options, ["-lstdc++", "-lm"]):
        return {}
    packages = "tiny-dnn, libcereal-dev and libstb-dev"
    return {"tiny-dnn": f"its headers are not installed (Debian: {packages})"}


def make_peak() -> dict[str, str]:
    """Compile peak.c twice: with fused multiply-adds, and with separate operations."""
    for name, contraction in (("fused", "fast"), ("separate", "off")):
        options = ["-O3", "-march=native", f"-ffp-contract={contraction}"]
        if not compile_library(f"peak-{name}", "peak.c", options, []):
            return {"peaks": "the C compiler could not compile peak.c for this machine"}
    return {}


def compile_library(name: str, source: str, options: list[str], libraries: list[str]) -> bool:
    """Compile a C or C++ file into a shared library, replacing an earlier one.

    Return whether that succeeded.
    """
    library = BUILD / f"{name}.so"
    library.unlink(missing_ok=True)
    compiler = [*shlex.split(os.environ.get("CC", "cc")), *options, "-shared", "-fPIC"]
    command = [*compiler, str(HERE / source), "-o", str(library), *libraries]
    return run(command, is_quiet=True)


def run(command: list[str], folder: Path | None = None, is_quiet: bool = False) -> bool:
    """Run a command; return whether it succeeded."""
    try:
        ran = subprocess.run(command, env=ENVIRONMENT, cwd=folder, capture_output=is_quiet)
        return ran.returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False


def say(message: str) -> None:
    print(f"refnet bench-peers: {message}", flush=True)
