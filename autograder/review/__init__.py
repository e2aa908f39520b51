"""The page on which people grade written answers, decide about withheld points and answer requests."""
