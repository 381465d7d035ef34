"""What running processes cost, as Linux counts it in /proc."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
# Of /proc/PID/stat, counted from behind the process's name (proc(5): fields 14 to 17): its own time, and that of
# children that have ended.
_TIMES = slice(11, 15)


def cpu_seconds(pid: int) -> float:
    """Processor time spent so far by a process and all that it started, in seconds; known to a hundredth of each."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = sum(map(int, fields[_TIMES])) / _TICKS
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu_seconds_if_there(int(child)) for child in children)


def _cpu_seconds_if_there(pid: int) -> float:
    try:
        return cpu_seconds(pid)
    except (FileNotFoundError, ProcessLookupError):  # it ended just now
        return 0.0


def peak_mb(pid: int) -> float:
    """The most memory that was ever resident, in MB; pages shared with other processes count in each."""
    status = Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) / 1024


def own_mb(pid: int) -> float:
    """The memory that is its own now, in MB: without mapped files, whose pages the system takes back when it likes."""
    status = Path(f"/proc/{pid}/status").read_text()
    own = next(line for line in status.splitlines() if line.startswith("RssAnon:"))
    return int(own.split()[1]) / 1024


def proportional_mb(pid: int) -> float:
    """The memory that is resident now, in MB; a page shared by n processes counts a n-th in each (PSS)."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


def only_child(pid: int) -> int:
    """The one process that a process started. Raises LookupError when there is none, or more."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    if len(children) != 1:
        raise LookupError(f"process {pid} has {len(children)} children")
    return int(children[0])
