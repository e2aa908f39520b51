"""The engine behind the course: authoring, sandboxed grading and feedback. It knows nothing of any one assignment."""

__version__ = "0.2.0"
