"""The mistakes of real answers get their names, whoever wrote them and however.

Each answer is written in a style of its own, not as an edit of the reference. The kinds are those that 195 public
answers to the classic first assignment make.
"""

from functools import cache

import pytest

from autograder.grading.grade import grade_all
from autograder.grading.job import GradeOptions
from autograder.model.assignment import load_assignment
from autograder.model.misconceptions import Misconception
from autograder.model.source_edit import with_mistakes
from autograder.model.text import NO_TEXT
from autograder.submissions.refs import SubmissionRef
from tests.needs import needs
from tests.samples import ROOT

SVM_NAIVE = """
def svm_loss_naive(W, X, y, reg):
    N, C = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros_like(W)
    for n in range(N):
        s = X[n].dot(W)
        for c in range(C):
            margin = s[c] - s[int(y[n])] + 1
            if c != int(y[n]) and margin > 0:
                loss += margin
                dW[:, c] += X[n]
                dW[:, int(y[n])] -= X[n]
    loss /= N
    dW /= N
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW
"""

SVM = """
def svm_loss_vectorized(W, X, y, reg):
    y = np.array(y).astype(int)
    N = X.shape[0]
    s = X.dot(W)
    right = s[range(N), y].reshape(N, 1)
    margins = np.clip(s - right + 1, 0, None)
    margins[range(N), y] = 0
    loss = margins.sum() / N
    mask = (margins > 0).astype(float)
    mask[range(N), y] = -mask.sum(axis=1)
    dW = X.T.dot(mask) / N
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW
"""

SOFTMAX_NAIVE = """
def softmax_loss_naive(W, X, y, reg):
    import math
    N, C = X.shape[0], W.shape[1]
    loss, dW = 0.0, np.zeros_like(W)
    for n in range(N):
        s = X[n].dot(W)
        s = s - s.max()
        e = np.exp(s)
        p = e / e.sum()
        loss += np.log(e.sum()) - s[int(y[n])]
        for c in range(C):
            dW[:, c] += (p[c] - (1 if c == int(y[n]) else 0)) * X[n]
    loss /= N
    dW /= N
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW
"""

SOFTMAX = """
def softmax_loss_vectorized(W, X, y, reg):
    y = np.array(y).astype(int)
    N = X.shape[0]
    s = X.dot(W)
    s = s - s.max(axis=1).reshape(N, 1)
    e = np.exp(s)
    p = e / e.sum(axis=1).reshape(N, 1)
    loss = (np.log(e.sum(axis=1)) - s[range(N), y]).sum() / N
    p[range(N), y] -= 1
    dW = X.T.dot(p) / N
    loss += reg * np.sum(W * W)
    dW += 2 * reg * W
    return loss, dW
"""

ONE_LOOP = """
def compute_distances_one_loop(self, X):
    dists = np.zeros((len(X), len(self.X_train)))
    for n in range(len(X)):
        dists[n] = np.sqrt(np.square(X[n] - self.X_train).sum(1))
    return dists
"""

NO_LOOPS = """
def compute_distances_no_loops(self, X):
    a = np.square(X).sum(1).reshape(-1, 1)
    b = np.square(self.X_train).sum(1).reshape(1, -1)
    return np.sqrt(np.clip(a + b - 2 * X.dot(self.X_train.T), 0, None))
"""

VOTES = """
def predict_labels(self, dists, k=1):
    from collections import Counter
    y_pred = np.zeros(len(dists))
    for n in range(len(dists)):
        closest = [int(self.y_train[m]) for m in np.argsort(dists[n])[:k]]
        counts = Counter(closest)
        most = max(counts.values())
        y_pred[n] = min(label for label in counts if counts[label] == most)
    return y_pred
"""

LOSS_REG, GRADIENT_REG = "loss += reg * np.sum(W * W)", "dW += 2 * reg * W"
NO_SHIFT = {"    s = s - s.max(axis=1).reshape(N, 1)\n": "", "        s = s - s.max()\n": ""}
LOG_P = {
    "np.log(e.sum()) - s[int(y[n])]": "-np.log(p[int(y[n])])",
    "(np.log(e.sum(axis=1)) - s[range(N), y]).sum()": "-np.log(p[range(N), y]).sum()",
}
HALF = {GRADIENT_REG: "dW += reg * W"}
HALF_THROUGHOUT = {LOSS_REG: "loss += 0.5 * reg * np.sum(W * W)", **HALF}
NO_GRADIENT_REG = {GRADIENT_REG: "pass"}
NO_LOSS_REG = {LOSS_REG: "pass"}
OVER_N = {LOSS_REG: "loss += reg * np.sum(W * W) / N", GRADIENT_REG: "dW += 2 * reg * W / N"}
DOUBLED = {LOSS_REG: "loss += 2 * reg * np.sum(W * W)", GRADIENT_REG: "dW += 4 * reg * W"}
SCALAR = {GRADIENT_REG: "dW += 2 * reg * np.sum(W)"}
ABSOLUTE = {GRADIENT_REG: "dW += 2 * reg * np.abs(W)"}
NOT_AVERAGED = {"    dW /= N\n": "", ".dot(p) / N": ".dot(p)", ".dot(mask) / N": ".dot(mask)"}

A1, A3 = "a1_knn", "a3_gradients"

KINDS = [
    (A3, SVM, NO_GRADIENT_REG, "svm_gradient_without_regularizer"),
    (A3, SVM, HALF, "svm_half_the_regularizer"),
    (A3, SVM, HALF_THROUGHOUT, "svm_half_in_both"),
    (A3, SVM, SCALAR, "svm_regularizer_gradient_of_the_sum"),
    (A3, SVM, ABSOLUTE, "svm_regularizer_gradient_of_absolute_values"),
    (
        A3,
        SVM,
        {"margins[range(N), y] = 0": "loss0 = 0", "mask[range(N), y] = -": "mask[range(N), y] -= "},
        "svm_own_class_in_the_loss",
    ),
    (A3, SVM_NAIVE, HALF, "svm_naive_half_the_regularizer"),
    (A3, SVM_NAIVE, HALF_THROUGHOUT, "svm_naive_half_in_both"),
    (A3, SVM_NAIVE, NO_GRADIENT_REG, "svm_naive_without_regularizer"),
    (A3, SVM_NAIVE, SCALAR, "svm_naive_regularizer_gradient_of_the_sum"),
    (A3, SVM_NAIVE, ABSOLUTE, "svm_naive_regularizer_gradient_of_absolute_values"),
    (A3, SVM_NAIVE, {"if c != int(y[n]) and margin > 0": "if margin > 0"}, "svm_naive_own_class_counted"),
    (A3, SOFTMAX_NAIVE, NO_SHIFT | LOG_P, "softmax_naive_overflows+softmax_naive_log_of_zero"),
    (A3, SOFTMAX_NAIVE, LOG_P, "softmax_naive_log_of_zero"),
    (
        A3,
        SOFTMAX_NAIVE,
        {"np.log(e.sum()) - s[int(y[n])]": "-math.log(p[int(y[n])])"},
        "softmax_naive_math_log_of_zero",
    ),
    (A3, SOFTMAX_NAIVE, NO_LOSS_REG, "softmax_naive_loss_without_regularizer"),
    (A3, SOFTMAX_NAIVE, NO_GRADIENT_REG, "softmax_naive_without_regularizer"),
    (A3, SOFTMAX_NAIVE, NO_LOSS_REG | NO_GRADIENT_REG, "softmax_naive_never_regularized"),
    (A3, SOFTMAX_NAIVE, OVER_N, "softmax_naive_regularizer_over_n"),
    (A3, SOFTMAX_NAIVE, DOUBLED, "softmax_naive_regularizer_doubled"),
    (A3, SOFTMAX_NAIVE, HALF_THROUGHOUT, "softmax_naive_half_in_both"),
    (A3, SOFTMAX, NO_SHIFT | LOG_P, "softmax_overflows+softmax_log_of_zero"),
    (A3, SOFTMAX, NO_LOSS_REG, "softmax_loss_without_regularizer"),
    (A3, SOFTMAX, NO_GRADIENT_REG, "softmax_without_regularizer"),
    (A3, SOFTMAX, NO_LOSS_REG | NO_GRADIENT_REG, "softmax_never_regularized"),
    (A3, SOFTMAX, OVER_N, "softmax_regularizer_over_n"),
    (A3, SOFTMAX, DOUBLED, "softmax_regularizer_doubled"),
    (A3, SOFTMAX, HALF_THROUGHOUT, "softmax_half_in_both"),
    (A3, SOFTMAX, SCALAR, "softmax_regularizer_gradient_of_the_sum"),
    (A3, SOFTMAX, NO_SHIFT | LOG_P | HALF, "softmax_half_the_regularizer+softmax_overflows+softmax_log_of_zero"),
    (A3, SOFTMAX, HALF | NOT_AVERAGED, "softmax_half_the_regularizer+softmax_gradient_not_averaged"),
    (A3, SVM, HALF | NOT_AVERAGED, "svm_half_the_regularizer+svm_gradient_not_averaged"),
    (A1, ONE_LOOP, {".sum(1))": ".sum(1) ** 0.5)"}, "one_loop_with_two_roots"),
    (
        A1,
        ONE_LOOP,
        {"np.sqrt(np.square(X[n] - self.X_train).sum(1))": "np.abs(X[n] - self.X_train).sum(1)"},
        "one_loop_in_city_blocks",
    ),
    (A1, ONE_LOOP, {"np.sqrt": ""}, "one_loop_without_root"),
    (A1, NO_LOOPS, {"np.sqrt(np.clip(": "np.sqrt(np.sqrt(np.clip(", "None))": "None)))"}, "no_loops_with_two_roots"),
    (A1, NO_LOOPS, {"np.sqrt": ""}, "no_loops_without_root"),
    (
        A1,
        NO_LOOPS,
        {"np.clip(a + b - 2 * X.dot(self.X_train.T), 0, None)": "a + b - 2 * X.dot(self.X_train.T)"},
        "no_loops_root_of_a_negative",
    ),
    (
        A1,
        VOTES,
        {"min(label for label in counts if counts[label] == most)": "counts.most_common(1)[0][0]"},
        "ties_to_the_nearest",
    ),
    (
        A1,
        VOTES,
        {
            "min(label for label in counts if counts[label] == most)": (
                "next(label for m, label in enumerate(closest) if closest[: m + 1].count(label) == most)"
            )
        },
        "ties_to_the_first_to_get_there",
    ),
]
"""Assignment, right answer, what is replaced in it, and the name that it gets."""


def answer(text, changes):
    """Return the right answer with these replacements; at least one of them must apply."""
    changed = text
    for find, put in changes.items():
        changed = changed.replace(find, put)
    assert changed != text
    return changed


@cache
def submitted(assignment):
    """Return the assignment and its description."""
    folder = ROOT / "solutions" / assignment
    return folder, load_assignment(folder)


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    """Number of a kind -> its name in the record, and whether it got its floor."""
    needs("linux")
    found = {}
    for id in (A1, A3):
        folder, assignment = submitted(id)
        refs, options = [], {}
        for number, (where, text, changes, _name) in enumerate(KINDS):
            if where == id:
                function = text.split("(")[0].split()[-1]
                question = next(one for one in assignment.auto() if (one.function or "").split(".")[-1] == function)
                entry = Misconception("answer", question.id, "answer", NO_TEXT, body=answer(text, changes).strip())
                place = tmp_path_factory.mktemp("kind") / f"{number}"
                place.mkdir()
                for name in assignment.files():
                    source = (folder / name).read_text(encoding="utf-8")
                    changed = with_mistakes(source, question, [entry], "kind") if name == question.file else source
                    (place / name).write_text(changed, encoding="utf-8")
                refs.append(SubmissionRef.from_path(place, place.name))
                options[place.name] = GradeOptions(question.id, every_test=True)
        for done in grade_all(folder, assignment, refs, b"n" * 32, 2, options=options):
            only = options[done.record.submission].question
            (result,) = [one for one in done.record.questions if one.id == only]
            found[int(done.record.submission)] = "+".join(one.id for one in result.mistakes)
    return found


@pytest.mark.prove
def test_kinds_of_mistakes_in_real_answers_get_their_names(named):
    """All of them are named, and none by another name."""
    wrong = {
        f"{number} {name}": named[number]
        for number, (_id, _text, _changes, name) in enumerate(KINDS)
        if set(named[number].split("+")) != set(name.split("+"))
    }
    assert wrong == {}
