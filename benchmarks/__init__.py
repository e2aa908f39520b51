"""Benchmarks: each a command that prints figures of one run, as ratios wherever machines differ.

python -m benchmarks                 all of them, and write docs/performance.md
python -m benchmarks peers startup   these, and only print
"""
