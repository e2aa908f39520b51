"""Measure speed and memory; each benchmark prints figures of one run, as ratios where machines differ.

python -m benchmarks                 run all, and write docs/performance.md
python -m benchmarks peers startup   run these, and update their sections of the page
"""
