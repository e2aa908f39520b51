"""What is replayed on the inputs that graded a submission, to confirm the name of a mistake."""

from autograder.grading.candidates import Candidates
from autograder.grading.diagnose import Candidate
from autograder.grading.job import Job


def test_a_candidate_with_the_submissions_own_files_is_not_run_again():
    """It agrees by definition; there are no tests here to run it with."""
    job = Job("s", {"toys.py": b"def double(x):\n    return x + x + x\n"}, "digest")
    replay = Candidates.__new__(Candidates).replay(job, {}, proven=False)
    assert replay("double", [Candidate(dict(job.files), ()), Candidate(dict(job.files), ())]) == [(), ()]
