# The autograder without the course, for machines that grade: docs/ci.md has the commands.
# tests/bundles/test_dockerfile.py runs these instructions in a Debian system; it reads them from this file.
FROM python:3.13-slim-trixie

COPY pyproject.toml requirements.lock README.md LICENSE /source/
COPY tools/environment.py /source/tools/environment.py
COPY autograder /source/autograder

# The pinned packages, with hashes, and the autograder itself.
RUN python3 /source/tools/environment.py --demo --fixed /opt/autograder
RUN useradd --create-home --uid 1000 grader

ENV PATH=/opt/autograder/bin:/usr/local/bin:/usr/bin:/bin
USER grader
WORKDIR /course
ENTRYPOINT ["autograder"]
CMD ["doctor"]
