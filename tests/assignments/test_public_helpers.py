"""What students get with the tests answers no question for them: copied into their files, no function of it does.

A submission may not import SciPy, so a helper that leaves its work to SciPy is no answer there. Each function in a
public file, at any depth, is called with what a question is asked, in any order, and must return neither what our
answer returns nor an element of it.
"""

import ast
import builtins
import copy
import inspect
import itertools
import warnings
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.course.suites import read_suites
from autograder.sandbox.loader import Loader
from autograder.testing.provider import read_sources
from tests.assignments.sources import COURSE, IDS

MOST = 5
"""A helper with more arguments than this is no answer, but a test."""

RNG = np.random.default_rng(0)
ROWS, OTHERS, W, LABELS = RNG.normal(size=(6, 4)), RNG.normal(size=(3, 4)), RNG.normal(size=(4, 3)), np.arange(6) % 3
LOSS = {"W": W, "X": ROWS, "y": LABELS, "reg": 0.7}
IMAGES, FILTERS = RNG.normal(size=(2, 3, 5, 5)), RNG.normal(size=(4, 3, 3, 3))
WINDOWS = {"conv_param": {"stride": 2, "pad": 1}}
CONVOLUTION = {"x": IMAGES, "w": FILTERS, "b": RNG.normal(size=4), **WINDOWS}
LAYER = (ROWS.reshape(6, 2, 2), W, RNG.normal(size=3))


def met(x):
    """A smooth function in which each number meets its neighbour."""
    return float(np.sum(np.arange(1, x.size) * x.ravel()[1:] * x.ravel()[:-1]))


def bowl(W):
    """A loss of weights."""
    return float(np.sum((W - 1) ** 2))


def bowl_with_slope(W):
    """The same with its gradient."""
    return bowl(W), 2 * (W - 1)


ASKED = {
    "flatten_images": {"images": IMAGES},
    "train_val_split": {"X": ROWS, "y": LABELS, "val_fraction": 0.5, "rng": RNG},
    "standardize": {"X_train": ROWS, "X_val": OTHERS},
    "pixel_shift_distance": {"image": IMAGES[0, 0], "dy": 1, "dx": 2},
    "compute_distances_two_loops": {"X": OTHERS, "X_train": ROWS},
    "compute_distances_one_loop": {"X": OTHERS, "X_train": ROWS},
    "compute_distances_no_loops": {"X": OTHERS, "X_train": ROWS},
    "predict_labels": {"dists": RNG.random((5, 6)), "k": 3, "y_train": LABELS},
    "l1_distances": {"A": ROWS, "B": OTHERS},
    "cross_validate_k": {"X": ROWS, "y": LABELS, "ks": [1, 2], "num_folds": 3},
    "edge_for_fraction": {"fraction": 0.3, "d": 3},
    "knn_regress": {"x_train": ROWS, "y_train": RNG.normal(size=6), "x": OTHERS, "k": 2},
    "linear_scores": {"W": W.T, "x": ROWS[0], "b": RNG.normal(size=3)},
    "batch_scores": {"X": ROWS, "W": W, "b": RNG.normal(size=3)},
    "add_bias": {"X": ROWS, "W": W, "b": RNG.normal(size=3)},
    "svm_loss_one": {"scores": np.array([0.1, -0.4, 0.3, 0.9]), "y": 2},
    "softmax_loss_one": {"scores": np.array([0.1, -0.4, 0.3, 0.9]), "y": 2},
    "penalty": {"W": W, "kind": "elastic", "alpha": 0.3},
    "full_loss": {"W": W, "X": ROWS, "y": LABELS, "loss_one": lambda scores, y: float(scores[y]), "reg": 0.7},
    "random_search": {"loss": bowl, "shape": (2, 3), "num_tries": 4, "rng": RNG},
    "local_search": {"loss": bowl, "W": W, "num_steps": 4, "step_size": 0.3, "rng": RNG},
    "relative_error": {"a": ROWS, "b": ROWS * np.linspace(1, 2, 4)},
    "forward_gradient": {"f": met, "x": OTHERS},
    "numerical_gradient": {"f": met, "x": OTHERS},
    "svm_loss_naive": LOSS,
    "svm_loss_vectorized": LOSS,
    "softmax_loss_naive": LOSS,
    "softmax_loss_vectorized": LOSS,
    "gradient_step": {"W": W, "dW": W[::-1], "learning_rate": 0.3},
    "gradient_descent": {"loss": bowl_with_slope, "W": W, "learning_rate": 0.3, "num_iters": 3},
    "sample_batch": {"X": ROWS, "y": LABELS, "batch_size": 3, "rng": RNG},
    "predict": {"X": ROWS, "W": W},
    "grid_search": {"train_and_score": lambda one, other: one / other, "learning_rates": [1, 2], "regs": [3, 4, 5]},
    "affine_forward": dict(zip("xwb", LAYER, strict=True)),
    "affine_backward": {"dout": RNG.normal(size=(6, 3)), "cache": LAYER},
    "two_layer_loss": {
        "X": ROWS,
        "params": {"W1": W, "b1": RNG.normal(size=3), "W2": RNG.normal(size=(3, 3)), "b2": RNG.normal(size=3)},
    },
    "conv_forward_naive": CONVOLUTION,
    "conv_forward": CONVOLUTION,
    "conv_backward": {"dout": RNG.normal(size=(2, 4, 3, 3)), "cache": tuple(CONVOLUTION.values())},
    "max_pool": {"x": IMAGES, "pool_param": {"pool_height": 2, "pool_width": 2, "stride": 2}},
}
"""What each question is asked. Those are missing whose answers are counted by hand, or too random to be compared."""


def pairs(X, y):
    """Whether some rows have the labels that they have in ROWS."""
    known = {row.tobytes(): label for row, label in zip(ROWS, LABELS, strict=True)}
    return len(X) == len(y) > 0 and [known.get(row.tobytes()) for row in X] == list(y)


DRAWN = {
    "train_val_split": lambda X_train, y_train, X_val, y_val: pairs(X_train, y_train) and pairs(X_val, y_val),
    "sample_batch": lambda X_batch, y_batch: pairs(X_batch, y_batch),
    "random_search": lambda best_W, best_loss: bowl(best_W) == best_loss,
    "local_search": lambda W, history: bowl(W) == history[-1],
}
"""Where an answer is random, what can be said of it."""


class Refused:
    """SciPy, as a submission meets it."""

    def __getattr__(self, name):
        """Anything may be imported from it."""
        return self

    def __call__(self, *args, **kwargs):
        """And nothing called."""
        raise ImportError("a submission may not import SciPy")


def executed(tree, oracles):
    """What the top of a public file defines, where SciPy is refused."""
    marks = SimpleNamespace(question=lambda *_args, **_kwargs: lambda test: test)

    def load(name, *args):
        stands_for = {"scipy": Refused(), "pytest": SimpleNamespace(mark=marks)}
        if name.endswith("_oracles"):
            return SimpleNamespace(**oracles)
        return stands_for.get(name.partition(".")[0]) or builtins.__import__(name, *args)

    space = {"__builtins__": {**vars(builtins), "__import__": load}, "__name__": "public"}
    exec(compile(tree, "public", "exec"), space)
    return space


def helpers(source):
    """Name -> function in a public file that is no test, and what is defined around it."""
    suites = sorted(read_suites(source, "public"), key=lambda suite: bool(suite.tests))
    oracles = {}
    for suite in suites:
        space = executed(suite.tree, oracles)
        oracles = oracles or space
        for node in ast.walk(suite.tree):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
                node.decorator_list = []
                if not all(isinstance(default, ast.Constant) for default in node.args.defaults):
                    node.args.defaults = []  # names of what is around a function inside another one
                yield f"{suite.path.name}:{node.lineno} {node.name}", node, space


def compiled(node, space, asked):
    """A helper as it would stand in a student's file, where what the question is asked may have the names it uses."""
    space = {**asked, **space}
    exec(compile(ast.fix_missing_locations(ast.Module([node], [])), "public", "exec"), space)
    return space[node.name]


def returned(function, asked):
    """All that a helper returns, whichever arguments it gets in which order; `self` has them by name."""
    parameters = list(inspect.signature(function).parameters.values())
    first = [SimpleNamespace(**asked)] if parameters and parameters[0].name == "self" else []
    parameters = parameters[len(first) :]
    least = sum(parameter.default is parameter.empty for parameter in parameters)
    for size in range(max(least, 1), min(len(parameters), len(asked), MOST) + 1):
        for chosen in itertools.permutations(asked.values(), size):
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                try:
                    yield function(*first, *copy.deepcopy(chosen))
                except Exception:
                    continue


def elements(value):
    """A value, and what is in it: the members of a tuple, list or dict, the first and the last of an array."""
    yield value
    if isinstance(value, tuple | list | dict):
        yield from value.values() if isinstance(value, dict) else value
    elif isinstance(value, np.ndarray) and len(value.shape) > 1 and len(value):
        yield from (value[0], value[-1])


def numbers(value):
    """An array of floats, or None."""
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None


def telling(value, asked):
    """The elements of an answer that nobody has by chance: no single whole number, and nothing that came in."""
    given = [number for part in elements(asked) for one in elements(part) if (number := numbers(one)) is not None]
    members = [value] if isinstance(value, np.ndarray) else [part for one in elements(value) for part in elements(one)]
    for part in filter(lambda part: part is not None, map(numbers, members)):
        whole = part.size == 1 and float(part.item()).is_integer()
        if not whole and not any(same(part, one) for one in given):
            yield part


def same(one, other):
    """Whether two arrays have the same shape and numbers."""
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-6, atol=1e-9)


def our_answer(loader, question, asked):
    """What our answer returns; a method gets as attributes what it is not called with."""
    asked = copy.deepcopy(asked)
    owner, _dot, method = question.function.rpartition(".")
    module = loader.module(question.file.removesuffix(".py"))
    if not owner:
        return getattr(module, method)(**asked)
    instance = object.__new__(getattr(module, owner))
    names = inspect.signature(getattr(instance, method)).parameters
    vars(instance).update({name: value for name, value in asked.items() if name not in names})
    return getattr(instance, method)(**{name: value for name, value in asked.items() if name in names})


@pytest.fixture(scope="module")
def loaders():
    """The reference modules of each assignment."""
    found = {}
    for assignment in IDS:
        source = COURSE.source(assignment)
        found[assignment] = Loader(read_sources(source.folder, source.assignment), prefix=f"{assignment}_answers.")
    yield found
    for loader in found.values():
        loader.unload()


@pytest.mark.slow
@pytest.mark.parametrize("assignment", IDS)
def test_no_function_of_the_public_tests_answers_a_question(assignment, loaders):
    """Whatever it is called with, no public helper returns an answer, or an element of one, without SciPy."""
    source = COURSE.source(assignment)
    found = []
    questions = [question for question in source.assignment.auto() if question.id in ASKED]
    for question in questions:
        asked = ASKED[question.id]
        drawn = DRAWN.get(question.id)
        wanted = [] if drawn else list(telling(our_answer(loaders[assignment], question, asked), asked))
        assert drawn or wanted
        for name, node, space in helpers(source):
            for value in returned(compiled(node, space, asked), asked):
                if drawn:
                    answers = isinstance(value, tuple) and _holds(drawn, value)
                else:
                    parts = [part for one in elements(value) if (part := numbers(one)) is not None]
                    answers = any(same(part, one) for part in parts for one in wanted)
                if answers:
                    found.append(f"{name} answers {question.id}")
                    break
    assert not found


def _holds(condition, values):
    try:
        return condition(*values)
    except Exception:
        return False
