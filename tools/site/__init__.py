"""Build docs/ and the handouts into one static site that needs no network."""
