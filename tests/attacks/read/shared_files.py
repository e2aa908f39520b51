"""Opens a file that other workers can open, too: each can bring it into the cache or throw it out, one bit a file.

layer: landlock
effect: without the layer
"""

import os

SHARED = ("/usr/share/zoneinfo/Asia/Seoul", "/usr/share/zoneinfo/UTC", "/dev/urandom", "/etc/passwd")


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT shared_files")
    for path in SHARED:
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        say("EFFECT shared_files")
    return values
