"""What others publish about their formats, as JSON schemas of our own."""

import json
from pathlib import Path
from typing import Any

import jsonschema

__all__ = ["gradescope_results"]

SCHEMA = json.loads(Path(__file__).with_name("gradescope_results.json").read_bytes())


def gradescope_results(data: bytes) -> dict[str, Any]:
    """A results.json, once it has been found to be as Gradescope asks."""
    decoded: dict[str, Any] = json.loads(data)
    jsonschema.Draft202012Validator(SCHEMA).validate(decoded)
    return decoded
