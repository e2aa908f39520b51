"""Maps memory that is executable and puts machine code there.

layer: seccomp
effect: without the layer
"""

import mmap


def double(values, say):
    """The attack, where an answer is asked for."""
    say("ATTEMPT machine_code")
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(b"\xc3")
    say("EFFECT machine_code")
    return values
