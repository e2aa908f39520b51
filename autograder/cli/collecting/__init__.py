"""What `grade` does around grading: collect what was handed in, account for it, write what belongs to the class."""
