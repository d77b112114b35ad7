"""How many threads a network trains on in a process that is one of several workers.

joblib, Dask and Ray start a process for each core, and each would calculate on all cores. They set
OMP_NUM_THREADS in their workers so that libraries share the cores; refnet.sklearn obeys it. The
bits do not depend on the number of threads.
"""

import os

from refnet.core.processor import MOST_THREADS, set_threads, threads, usable_cores


def limit_threads() -> None:
    """Calculate on at most OMP_NUM_THREADS threads from now on, in the whole process.

    Does nothing if the program chose the number of threads itself, by ``refnet.set_threads`` or by
    REFNET_THREADS, or if OMP_NUM_THREADS is not set or no number.
    """
    chosen = threads() != min(usable_cores(), MOST_THREADS)
    limit = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()  # "4,2" nests
    if chosen or os.environ.get("REFNET_THREADS") or not limit.isdecimal() or int(limit) < 1:
        return
    set_threads(min(int(limit), threads()))
