"""Helpers for tests of GitHub workflows: read one, check it by the published schema, run its commands."""

import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml

__all__ = ["PINNED", "commands", "python_beside", "read_workflow", "run_steps", "schema_errors"]

SCHEMA = Path(__file__).parent / "bundles" / "schemas" / "github-workflow.json"

PINNED = re.compile(r"^\s*-? ?uses: (actions/[\w-]+@[0-9a-f]{40}) # v\d+\.\d+\.\d+$", re.MULTILINE)
"""A step that uses one of GitHub's own actions at a full commit, with its release in a comment."""


def read_workflow(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a workflow and its content, with the key `on` as GitHub reads it."""
    text = path.read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    content["on"] = content.pop(True)  # YAML 1.1 takes `on` for a truth value, and GitHub does not
    return text, content


def schema_errors(workflow: Mapping[str, Any]) -> list[str]:
    """Return the errors of a workflow by the published schema."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(workflow)]


def commands(job: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the steps of a job that run something, by name."""
    return {step["name"]: step for step in job["steps"] if "run" in step}


def run_steps(
    folder: Path, job: Mapping[str, Any], environment: Mapping[str, str], only: Collection[str] | None = None
) -> dict[str, tuple[int, str]]:
    """Run the commands of a job as GitHub's shell does.

    Args:
        folder: The workspace.
        job: The job.
        environment: Variables to add to those of this process, and values for the variables that a step names.
        only: The names of the steps to run; by default all.

    Returns:
        Exit code and output by the steps' names.
    """
    results = {}
    for name, step in commands(job).items():
        if only is None or name in only:
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=folder / step.get("working-directory", "."),
                env={**os.environ, **environment, **{key: environment.get(key, "") for key in step.get("env", {})}},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
            )
            results[name] = (done.returncode, done.stdout)
    return results


def python_beside(folder: Path) -> dict[str, str]:
    """Make an environment in `folder` that finds this package without a network, and return the variables to use it."""
    venv.create(folder, with_pip=True, symlinks=True)
    (site,) = (folder / "lib").glob("*/site-packages")
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "installed.pth").write_text(f"{here}\n", encoding="utf-8")
    return {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PIP_NO_INDEX": "1", "PYTHONPATH": ""}
