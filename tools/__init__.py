"""What the Makefile runs: setting up, the demo, the message catalogue. No part of the package."""
