"""The record itself, as a file that people can read and programs can compare."""

import msgspec

from autograder.model.results import Record

__all__ = ["to_json"]


def to_json(record: Record) -> bytes:
    """UTF-8 JSON with fields in the record's order and mappings sorted: equal records give equal bytes."""
    return msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=2) + b"\n"
