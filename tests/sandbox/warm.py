"""Run a small zygote for the tests of the lock-down: fork a worker for each line that is read.

A line is a job in JSON; the answer is what became of it, in JSON. Options come as JSON in the first argument.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

OPTIONS = json.loads(sys.argv[1])
sys.path[:0] = OPTIONS["path"]

from autograder.sandbox import doctor, kernel, lockdown, module_cache, scratch, seccomp, users  # noqa: E402


def hide(numbers: Iterable[int], action: int) -> None:
    """Make these system calls fail from now on, as in a container."""
    kernel.prctl(38, 1)  # no_new_privs
    code = [(0x20, 0, 0, 0)]
    for number in numbers:
        code += [(0x15, 0, 1, number), (0x06, 0, 0, action)]
    code.append((0x06, 0, 0, seccomp.ALLOW))
    seccomp.install(seccomp.Program(kernel.machine(), tuple(code)), os.getpid())


def serve() -> None:
    """Run jobs until the input ends."""
    module_cache.preimport()
    plan = lockdown.prepare()
    pool = users.Users()
    root = scratch.make_root()
    for line in sys.stdin:
        job = json.loads(line)
        if "uid" in job["layers"] and users.why_unavailable() is None:
            job["uid"] = pool.take()
        print(json.dumps(run(job, plan, root)), flush=True)
        if job.get("uid"):
            pool.give_back(job["uid"])
    scratch.wipe(root)
    pool.close()


def run(job: dict[str, Any], plan: lockdown.LockdownPlan, root: Path) -> dict[str, Any]:
    """Fork a worker, let it run the job's code, and report the results of both."""
    folder = scratch.make(root, job.get("uid"))
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        work(job, plan, folder, theirs)
    theirs.close()
    report = b""
    while piece := ours.recv(65_536):
        report += piece
    ours.close()
    _, status, usage = os.wait4(pid, 0)
    scratch.wipe(folder)
    answer = json.loads(report) if report else {}
    return {**answer, "status": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime, "pid": pid}


def work(job: dict[str, Any], plan: lockdown.LockdownPlan, folder: Path, channel: socket.socket) -> NoReturn:
    """Lock down and run the job's code; runs in the worker."""
    policy = lockdown.Policy(
        folder, channel.fileno(), job["cpu"], job["memory"], job.get("uid"), layers=frozenset(job["layers"])
    )
    start = time.perf_counter()
    isolation = lockdown.apply(policy, plan)
    answer = {"isolation": isolation, "seconds": time.perf_counter() - start, "result": None, "raised": ""}
    names = {"parent": plan.parent, **job["names"], "channel": channel}
    try:
        exec(job["code"], names)
        answer["result"] = names.get("result")
    except BaseException as error:
        answer["raised"], answer["message"] = type(error).__name__, str(error)
    channel.sendall(json.dumps(answer).encode())
    os._exit(0)


if __name__ == "__main__":
    if OPTIONS["address_space"]:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (OPTIONS["address_space"],) * 2)
    if OPTIONS["absent"]:
        hide(OPTIONS["absent"], seccomp.ABSENT)
    if OPTIONS["denied"]:
        hide(OPTIONS["denied"], seccomp.DENY)
    doctor.main() if OPTIONS["doctor"] else serve()
