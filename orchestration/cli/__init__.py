"""The command line `psa`: what people type and read.

What belongs here: commands, their French output, exit codes. What does not: any rule or query
(they are in `orchestration.lib`), the steps of a run (`orchestration.defs`).
"""
