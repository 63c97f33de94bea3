"""Benchmarks: how long the road takes, against a floor measured in the same run.

What belongs here: measuring whole commands from outside. What does not: assertions on absolute
times (machines differ; a ratio travels).
"""
