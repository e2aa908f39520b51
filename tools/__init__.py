"""What the Makefile runs: setting up, the demo, the message catalog. No part of the package."""
