"""Find calls that grading refuses, in a file that is not run: for `pack`, and for code that no public test reaches.

What stands in a `try` statement or in `if __name__ == "__main__":` is left out: the first may handle the refusal, and
the second never runs in grading.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.i18n import Message
from autograder.runtime.offered import ENVIRONMENT

__all__ = [
    "FILES",
    "NETWORK",
    "PROCESSES",
    "SYSTEM",
    "THREADS",
    "VARIABLES",
    "WITH_TEMPORARY",
    "RefusedCall",
    "refused_calls",
]

THREADS = Message("Grading starts no threads.")
PROCESSES = Message("Grading starts no processes and sends no signals to others.")
NETWORK = Message("Grading has no network, and so no event loop of asyncio.")
FILES = Message("Grading has no files but the assignment's own and those that your code writes into its folder.")
SYSTEM = Message("Grading refuses this call to the operating system.")
VARIABLE = Message("Grading does not have this environment variable.")

WITH_TEMPORARY = frozenset(["HOME", "TEMP", "TMP", "TMPDIR", "USERPROFILE"])
"""Environment variables whose value is a folder in which grading lets code write."""

VARIABLES = frozenset([*ENVIRONMENT, *WITH_TEMPORARY, "PWD"])
"""Names of the environment variables that grading has."""

_CALLS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (THREADS, (
        "_thread.start_new_thread", "concurrent.futures.ThreadPoolExecutor",
        "concurrent.futures.thread.ThreadPoolExecutor", "threading.Thread", "threading.Timer",
    )),
    (PROCESSES, (
        "concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process.ProcessPoolExecutor",
        "multiprocessing.Array", "multiprocessing.Barrier", "multiprocessing.Condition", "multiprocessing.Event",
        "multiprocessing.JoinableQueue", "multiprocessing.Lock", "multiprocessing.Manager", "multiprocessing.Pipe",
        "multiprocessing.Pool", "multiprocessing.Process", "multiprocessing.Queue", "multiprocessing.RLock",
        "multiprocessing.Semaphore", "multiprocessing.SimpleQueue", "multiprocessing.Value",
        "multiprocessing.dummy.Pool", "multiprocessing.pool.Pool",
        "multiprocessing.pool.ThreadPool", "multiprocessing.shared_memory.SharedMemory", "os.abort", "os.execl",
        "os.execv", "os.execvp", "os.fork", "os.popen", "os.posix_spawn", "os.spawnl", "os.spawnv", "os.startfile",
        "pty.spawn", "subprocess.Popen", "subprocess.call", "subprocess.check_call",
        "subprocess.check_output", "subprocess.getoutput", "subprocess.getstatusoutput", "subprocess.run",
        "webbrowser.open",
    )),
    (NETWORK, (
        "asyncio.get_event_loop", "asyncio.new_event_loop", "asyncio.run", "asyncio.Runner",
        "http.client.HTTPConnection", "http.client.HTTPSConnection",
        "socket.create_connection", "socket.create_server", "socket.getaddrinfo",
        "socket.gethostbyname", "socket.socket", "socket.socketpair", "urllib.request.urlopen",
        "urllib.request.urlretrieve",
    )),
    (SYSTEM, (
        "fcntl.flock", "fcntl.lockf", "os.chown", "os.link", "os.mkfifo", "os.openpty", "os.pipe",
        "os.setpriority", "os.setsid", "os.symlink", "os.truncate",
        "select.epoll", "select.kqueue", "shutil.disk_usage",
    )),
)  # fmt: skip

_WHY = {name: why for why, names in _CALLS for name in names}
"""Function or class that grading refuses to call -> why."""

_OUTSIDE = ("/", "~", "..", "C:", "D:")
"""How a path begins that leaves the folder."""


@dataclass(frozen=True)
class RefusedCall:
    """Describe a call that grading refuses.

    Attributes:
        line: Number of the line.
        call: Name of the function or class, or the expression.
        why: Why grading refuses it.
        within: Name of the function that it stands in (`f` or `Class.method`); empty if the file runs it when loaded.
    """

    line: int
    call: str
    why: Message
    within: str


def refused_calls(tree: ast.Module) -> list[RefusedCall]:
    """Return the calls that grading refuses, in the order of the file.

    Args:
        tree: The parsed file.
    """
    finder = _CallFinder(_aliases(tree), _keys_set_in(tree))
    finder.visit_all(tree.body)
    return sorted(finder.found, key=lambda one: one.line)


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Return each name that an import binds, with the dotted name that it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {one.asname or one.name.partition(".")[0]: _bound(one) for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def _bound(alias: ast.alias) -> str:
    return alias.name if alias.asname else alias.name.partition(".")[0]


def _keys_set_in(tree: ast.Module) -> frozenset[str]:
    """Return the constant keys to which the file assigns something, in any dict."""
    return frozenset(
        node.slice.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    )


@dataclass(frozen=True)
class _NodeToVisit:
    """A node, the function that it stands in, and the class (`Class.`) around that function."""

    node: ast.AST
    within: str = ""
    owner: str = ""


class _CallFinder:
    """Walk through the statements that grading may run.

    Args:
        aliases: Name -> dotted name.
        keys: Environment variables that the file may have set itself.
    """

    def __init__(self, aliases: dict[str, str], keys: frozenset[str]) -> None:
        self.found: list[RefusedCall] = []
        self._aliases = aliases
        self._set = keys

    def visit_all(self, nodes: Sequence[ast.AST]) -> None:
        """Look at each node and at what grading may run inside it.

        A stack takes the place of recursion: a long chain of `elif` or `+` is nested deeper than Python may recurse.
        """
        waiting = [_NodeToVisit(node) for node in reversed(nodes)]
        while waiting:
            place = waiting.pop()
            waiting.extend(reversed(list(self._visit(place))))

    def _visit(self, place: _NodeToVisit) -> Iterator[_NodeToVisit]:
        """Record what grading refuses at one place, and yield the places inside it."""
        node, within, owner = place.node, place.within, place.owner
        if isinstance(node, ast.Try | ast.TryStar):
            inside: list[ast.AST] = [*node.orelse, *node.finalbody]
        elif isinstance(node, ast.If) and _is_main_guard(node.test):
            inside = [*node.orelse]
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (_NodeToVisit(one, within, owner) for one in (*node.decorator_list, *node.args.defaults))
            inside, within = [*node.body], f"{within}.{node.name}" if within else f"{owner}{node.name}"
        elif isinstance(node, ast.ClassDef) and not within:
            inside, owner = [*node.decorator_list, *node.body], f"{node.name}."
        else:
            self.found += [RefusedCall(line, call, why, within) for line, call, why in self._refused(node)]
            inside = list(ast.iter_child_nodes(node))
        yield from (_NodeToVisit(one, within, owner) for one in inside)

    def _refused(self, node: ast.AST) -> Iterator[tuple[int, str, Message]]:
        match node:
            case ast.Call(func=function, args=args):
                name = self._dotted(function)
                if name in _WHY:
                    yield node.lineno, name, _WHY[name]
                elif name in ("open", "io.open", "numpy.load", "numpy.loadtxt", "numpy.genfromtxt"):
                    path = args[0].value if args and isinstance(args[0], ast.Constant) else None
                    if isinstance(path, str) and path.startswith(_OUTSIDE) and path != "/dev/null":
                        yield node.lineno, f"{name}({path!r})", FILES
            case ast.Subscript(value=ast.Attribute(), slice=ast.Constant(value=str(key)), ctx=ast.Load()):
                if self._dotted(node.value) == "os.environ" and key not in VARIABLES | self._set:
                    yield node.lineno, f"os.environ[{key!r}]", VARIABLE

    def _dotted(self, node: ast.AST) -> str:
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id, node.id if node.id == "open" else "")
        if isinstance(node, ast.Attribute):
            owner = self._dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""


def _is_main_guard(test: ast.AST) -> bool:
    """Return whether a condition compares `__name__` with a constant."""
    return isinstance(test, ast.Compare) and any(
        isinstance(side, ast.Name) and side.id == "__name__" for side in (test.left, *test.comparators)
    )
