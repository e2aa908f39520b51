"""Maps executable memory and writes machine code into it.

layer: seccomp
effect: without the layer
"""

import mmap


def double(values, say):
    """Attack instead of answering."""
    say("ATTEMPT machine_code")
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\xc3")
    say("EFFECT machine_code")
    return values
