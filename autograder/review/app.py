"""Serve the review page on this machine: read the cases, store every decision before the page answers."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from autograder.errors import UsageError
from autograder.gradebook import Gradebook, Overtaken
from autograder.i18n import _
from autograder.model.final_score import Adjustment
from autograder.reports.html import student_page
from autograder.reports.status_labels import number
from autograder.review.class_files import StudentRecords
from autograder.review.forms import SentForm, points_in, sent_form
from autograder.review.guard import Guard
from autograder.review.roll import FILTERS, Case, Roll, rubric_points
from autograder.review.views import Views

__all__ = ["Reviewing", "make_app"]

NAMES = "names"


@dataclass
class Reviewing:
    """What the page works on.

    Attributes:
        roll: The cases.
        results: The results folder.
        grader: Who decides; empty if nobody said.
        language: Language of the page.
        token: The secret in the address.
        changed: Keys of the students whose pages are not current any more.
        asked: Question -> what it asks, in Markdown.
    """

    roll: Roll
    results: Path
    grader: str = ""
    language: str = "en"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    changed: set[str] = field(default_factory=set)
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def book(self) -> Gradebook:
        """The gradebook."""
        return self.roll.book

    @property
    def assignment(self) -> str:
        """Id of the assignment."""
        return self.roll.assignment.id

    @cached_property
    def views(self) -> Views:
        """What fills the templates."""
        return Views(self.roll, self.grader, self.asked)


Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(reviewing: Reviewing, port: int) -> ASGIApp:
    """Return the application.

    Args:
        reviewing: What it works on.
        port: The port that it is served on.
    """
    pages = _Pages(reviewing)
    routes = [
        Route("/", pages.overview),
        Route("/review.css", _asset("review.css", "text/css")),
        Route("/review.js", _asset("review.js", "text/javascript")),
        Route("/q/{question}", pages.first_case),
        Route("/q/{question}/{case}", pages.case),
        Route("/q/{question}/{case}", pages.decide, methods=["POST"]),
        Route("/q/{question}/{case}/undo", pages.undo, methods=["POST"]),
        Route("/students", pages.students),
        Route("/s/{student}", pages.student),
        Route("/s/{student}/page", pages.students_page),
        Route("/s/{student}/{question}", pages.decide_for_one, methods=["POST"]),
        Route("/requests", pages.requests),
        Route("/requests/{number:int}", pages.answer, methods=["POST"]),
    ]
    return Guard(Starlette(routes=routes), port, reviewing.token, reviewing.language)


def _asset(name: str, kind: str) -> Endpoint:
    async def send(request: Request) -> Response:
        folder = resources.files("autograder.review").joinpath("templates")
        text = folder.joinpath(name).read_text(encoding="utf-8")
        if name.endswith(".css"):
            text = resources.files("autograder.reports").joinpath("templates", "page.css").read_text("utf-8") + text
        return Response(text, media_type=kind)

    return send


class _Pages:
    """The pages and what their forms do."""

    def __init__(self, reviewing: Reviewing) -> None:
        self._reviewing = reviewing
        self._roll = reviewing.roll
        self._views = reviewing.views

    async def overview(self, request: Request) -> Response:
        """Show how far each question is."""
        return self._page(request, "overview.html", progress=self._roll.progress(), requests=len(self._roll.requests()))

    async def first_case(self, request: Request) -> Response:
        """Go to the first case of a question that the filter shows."""
        question = request.path_params["question"]
        listed = self._listed(request, question)
        if listed is None:
            return self._missing(request)
        if not listed:
            return self._page(
                request, "done.html", question=self._roll.assignment.named(question), **self._filters(request, question)
            )
        return RedirectResponse(_address(question, listed[0], _kept(request)), 303)

    async def case(self, request: Request) -> Response:
        """Show one case."""
        return self._case(request)

    async def decide(self, request: Request) -> Response:
        """Store a decision about everybody in a case, and go on to the next one."""
        case, form = self._found(request), await sent_form(request)
        if case is None or form is None:
            return self._missing(request)
        try:
            decision = self._decision(case, form)
        except UsageError as error:
            return self._case(request, problem=str(error), form=form, status=422)
        listed = self._listed(request, case.question.id) or []
        following = _neighbor(listed, case, 1)
        seen = form.seen()
        known = {one.student for one in case.students}
        if set(seen) != known:  # other students have come to it, or left it
            return self._case(request, problem=_("The answers were read again; decide once more."), status=409)
        try:
            self._store([(student, decision, before) for student, before in seen.items()])
        except Overtaken as overtaken:
            return self._case(request, form=form, last=overtaken.last, status=409)
        kept = _kept(request)
        if following is None and kept.get("show", FILTERS[0]) == FILTERS[0] and form.text("then") != "stay":
            query = f"?{urlencode(kept)}" if kept else ""
            return RedirectResponse(f"/q/{case.question.id}{query}", 303)  # what was skipped, or the end
        if form.text("then") == "stay" or following is None:
            return RedirectResponse(_address(case.question.id, case, kept, saved=True), 303)
        return RedirectResponse(_address(case.question.id, following, kept, saved=True), 303)

    async def undo(self, request: Request) -> Response:
        """Take back what was decided last, about everybody whom it was about: what counted before counts again."""
        case, form = self._found(request), await sent_form(request)
        if case is None or form is None:
            return self._missing(request)
        if form.seen() != case.seen():  # somebody has decided since the page was shown; it is not theirs to undo
            return self._case(request, last=case.decision, status=409)
        steps = []
        for one, decision in zip(case.students, case.decisions, strict=True):
            if decision is not None and case.decision is not None and decision.at == case.decision.at:
                own = [each for _who, each in self._history(one.student, case.question.id)]
                before = own[-2] if len(own) > 1 else Adjustment(case.question.id, None, "")
                steps.append((one.student, replace(before, grader=self._reviewing.grader), decision.number))
        try:
            self._store(steps)
        except Overtaken as overtaken:
            return self._case(request, last=overtaken.last, status=409)
        return RedirectResponse(_address(case.question.id, case, _kept(request)), 303)

    async def students(self, request: Request) -> Response:
        """List the students."""
        return self._page(request, "students.html", students=self._views.students(request.query_params.get("find", "")))

    async def student(self, request: Request) -> Response:
        """Show one student whole."""
        return self._student(request)

    async def students_page(self, request: Request) -> Response:
        """Show what the student will see."""
        one = self._views.standing(request.path_params["student"])
        if one is None:
            return self._missing(request)
        records = StudentRecords(self._reviewing.book, self._reviewing.assignment)
        page = student_page(records.of_entry(self._reviewing.book.entry(one)))
        # The page has its own policy in its head; it may run its own script and nothing else.
        return HTMLResponse(page, headers={"content-security-policy": "frame-ancestors 'none'"})

    async def decide_for_one(self, request: Request) -> Response:
        """Store a decision about one question of one student."""
        one, form = self._views.standing(request.path_params["student"]), await sent_form(request)
        question = next((q for q in self._roll.assignment.question if q.id == request.path_params["question"]), None)
        if one is None or form is None or (question is None and request.path_params["question"] != "-"):
            return self._missing(request)
        before = self._reviewing.book.adjustments(self._reviewing.assignment, one.student)
        known = before.get(question.id if question else "", Adjustment(question.id if question else "", None, ""))
        try:
            points = points_in(form.text("points"), question.points, question.id) if question else None
        except UsageError as error:
            return self._student(request, problem=str(error), form=form, status=422)
        comment, reason = form.text("comment"), form.text("reason")
        items = known.items if points == known.points else ()
        decision = replace(
            known,
            points=points,
            comment=comment,
            reason=reason,
            items=items,
            answer=form.text("answer"),  # what stood on the page, so that a later answer is looked at again
            grader=self._reviewing.grader,
        )
        try:
            self._store([(one.student, decision, form.seen().get(one.student, 0))])
        except Overtaken as overtaken:
            return self._student(request, last=overtaken.last, form=form, status=409)
        return RedirectResponse(f"/s/{quote(one.student, safe='')}", 303)

    async def requests(self, request: Request) -> Response:
        """List the requests that are open."""
        return self._page(request, "requests.html", open=self._views.requests())

    async def answer(self, request: Request) -> Response:
        """Answer a request."""
        form = await sent_form(request)
        found = next((one for one in self._roll.requests() if one.number == request.path_params["number"]), None)
        if form is None or found is None or not form.text("answer"):
            return RedirectResponse("/requests", 303)
        self._reviewing.book.answer_request(found.number, form.text("answer"), self._reviewing.grader)
        self._reviewing.changed.add(found.student)
        return RedirectResponse("/requests", 303)

    def _case(
        self,
        request: Request,
        problem: str = "",
        form: SentForm | None = None,
        last: Adjustment | None = None,
        status: int = 200,
    ) -> Response:
        case = self._found(request)
        if case is None:
            return self._missing(request)
        listed = self._listed(request, case.question.id) or []
        kept = _kept(request)
        before, after = (_neighbor(listed, case, step) for step in (-1, 1))
        names = request.cookies.get(NAMES) == "1"
        return self._page(
            request,
            "case.html",
            status,
            view=self._views.case(case, names),
            previous=before and _address(case.question.id, before, kept),
            next=after and _address(case.question.id, after, kept),
            here=_address(case.question.id, case, kept),
            undo=f"/q/{case.question.id}/{case.id}/undo?{urlencode(kept)}",
            place=listed.index(case) + 1 if case in listed else None,
            count=len(listed),
            problem=problem,
            sent=form,
            last=last,
            saved="saved" in request.query_params,
            **self._filters(request, case.question.id),
        )

    def _student(
        self,
        request: Request,
        problem: str = "",
        last: Adjustment | None = None,
        form: SentForm | None = None,
        status: int = 200,
    ) -> Response:
        one = self._views.standing(request.path_params["student"])
        if one is None:
            return self._missing(request)
        return self._page(
            request,
            "student_whole.html",
            status,
            view=self._views.student(one),
            problem=problem,
            last=last,
            sent=form,
            sent_for=request.path_params.get("question"),
        )

    def _decision(self, case: Case, form: SentForm) -> Adjustment:
        """Return what a form decides.

        Raises:
            UsageError: The points are out of range, or there are neither points nor a comment.
        """
        question = case.question
        chosen = set(form.values.get("item", []))
        items = [item for item in self._roll.rules.rubric_of(question.id) if item.key in chosen]
        points = points_in(form.text("points"), question.points, question.id)
        if points is None and items:
            points = rubric_points(items, question.points)
        if points is None and not form.text("comment"):
            raise UsageError(_("Give points or a comment."))
        return Adjustment(
            question.id,
            points,
            form.text("reason"),
            form.text("comment"),
            tuple(self._views.given(item) for item in items),
            case.same,
            self._reviewing.grader,
        )

    def _store(self, decisions: list[tuple[str, Adjustment, int]]) -> None:
        if decisions:
            self._reviewing.book.adjust_many(self._reviewing.assignment, decisions)
            self._reviewing.changed.update(student for student, _decision, _before in decisions)
            self._roll.changed()

    def _history(self, student: str, question: str) -> list[tuple[str, Adjustment]]:
        return self._reviewing.book.history(self._reviewing.assignment, student, question)

    def _found(self, request: Request) -> Case | None:
        question = request.path_params["question"]
        if question not in {one.id for one in self._roll.assignment.question}:
            return None
        return self._roll.case(question, request.path_params["case"])

    def _listed(self, request: Request, question: str) -> list[Case] | None:
        if question not in {one.id for one in self._roll.assignment.question}:
            return None
        words = request.query_params.get("find", "")
        show = request.query_params.get("show", FILTERS[0])
        cases = self._roll.matching(question, words) if words.strip() else self._roll.cases(question)
        return [case for case in cases if case.shown_by(show)]

    def _filters(self, request: Request, question: str) -> dict[str, Any]:
        return {
            "filters": [*FILTERS, *self._roll.graders(question)],
            "show": request.query_params.get("show", FILTERS[0]),
            "find": request.query_params.get("find", ""),
        }

    def _page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        wanted = request.query_params.get(NAMES)
        names = wanted == "1" if wanted is not None else request.cookies.get(NAMES) == "1"
        page = self._views.render(template, names=names, language=self._reviewing.language, number=number, **values)
        response = HTMLResponse(page, status)
        if wanted is not None:
            response.set_cookie(NAMES, "1" if names else "0", httponly=True, samesite="strict")
        return response

    def _missing(self, request: Request) -> Response:
        return self._page(request, "missing.html", 404)


def _kept(request: Request) -> dict[str, str]:
    """Return the parameters that belong to every address: the filter and the search."""
    return {name: value for name in ("show", "find") if (value := request.query_params.get(name, ""))}


def _address(question: str, case: Case, kept: Mapping[str, str], *, saved: bool = False) -> str:
    query = urlencode({**kept, **({"saved": "1"} if saved else {})})
    return f"/q/{question}/{case.id}" + (f"?{query}" if query else "")


def _neighbor(listed: list[Case], case: Case, step: int) -> Case | None:
    """Return the case before or after this one; the next one in the order of the list if it is not in it any more."""
    if case in listed:
        place = listed.index(case) + step
        return listed[place] if 0 <= place < len(listed) else None
    return listed[0] if listed and step > 0 else None
