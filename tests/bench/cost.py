"""What a command costs with all of its processes: ``python tests/bench/cost.py COMMAND...`` prints one line of JSON.

A program of its own, small and without imports of ours: a process counts the memory of the one that started it as its own peak.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    if sys.platform == "linux":  # processes whose parent ends become ours, so that their CPU is counted too
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = time.perf_counter()
    ended = subprocess.run(sys.argv[1:], stdout=sys.stderr, check=False)
    wall = time.perf_counter() - start
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost = {"exit": ended.returncode, "cpu_s": used.ru_utime + used.ru_stime, "wall_s": wall, "peak_rss_mb": used.ru_maxrss / 1024}
    sys.stdout.write(json.dumps(cost) + "\n")


if __name__ == "__main__":
    main()
