"""Describe a call: its target, its reply, and a call that is prepared and made later."""

from dataclasses import dataclass
from typing import Any

from autograder.errors import GraderError
from autograder.runtime import wire
from autograder.testing.findings import broken_protocol
from autograder.testing.returns import Returns, checked
from autograder.testing.transport import Transport

__all__ = ["CallTarget", "Timed", "value_of"]


@dataclass(frozen=True)
class CallTarget:
    """The target of a call: a path that starts at a module, or a method of an object."""

    object: wire.ObjectRef | None
    name: str
    shown: str


@dataclass(frozen=True)
class Timed:
    """A call that is prepared and not made yet, as a workload returns it to `speed.flat`.

    `Function.timed` and `Handle.timed` make one. Tests only pass it on; the speed judge sends the arguments, runs the
    call and fetches the result in three steps, so that it can measure the middle one alone.

    Attributes:
        transport: Where the call runs.
        target: What it calls.
        args: Its positional arguments.
        kwargs: Its keyword arguments.
        returns: What its result must be.

    Example:
        >>> A, B = np.zeros((2, 3)), np.ones((4, 3))
        >>> timed = submission.knn.l1_distances.timed(A, B, returns=array("dists", shape=(2, 4)))
        >>> isinstance(timed, Timed)
        True
    """

    transport: Transport
    target: CallTarget
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    returns: Returns

    def prepare(self) -> None:
        """Send the arguments; the student's code does not run yet."""
        self._ask("prepare")

    def go(self) -> None:
        """Run the call."""
        self.transport.ask(op="go")

    def collect(self) -> Any:
        """Fetch and check the result."""
        return checked(self.returns, value_of(self.transport.ask(op="collect")))

    def value(self, within_memory: bool = False) -> Any:
        """Make the call at once, and check its result.

        Args:
            within_memory: Whether the call must stay within the assignment's memory limit.

        Returns:
            The result, as `returns` converts it.

        Raises:
            Failed: The result is not what `returns` asks for.
            Finding: The code raised an exception, is missing or not written yet, or exceeded a limit.
        """
        memory = self.transport.memory_limit if within_memory else 0
        reply = self._ask("call", watch=False, memory=memory, count=self.transport.is_counting)
        return checked(self.returns, value_of(reply))

    def _ask(self, op: str, **options: Any) -> dict[str, Any]:
        if self.returns is None:
            raise GraderError(f"{self.target.shown}: a timed call must say what it returns")
        return self.transport.ask(
            op=op, object=self.target.object, name=self.target.name, args=self.args, kwargs=self.kwargs, **options
        )


def value_of(reply: dict[str, Any]) -> Any:
    """Return the value in a reply.

    Raises:
        Crashed: There is none, so the worker broke the protocol.
    """
    if "value" not in reply:
        raise broken_protocol()
    return reply["value"]
