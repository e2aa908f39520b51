"""`python -m autograder`: the command line, where the console script is not on the path or must not be relied on."""

from autograder.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
