"""Scripts that the Makefile runs: set-up, demo, message catalog, generated pages. They are not part of the package."""
