"""Campaigns: what each service is expected to hand in, by when, and what is said when it is late.

What belongs here: working days, due days, the rules that people decide (`campagnes.yaml`), the
board of deposits, the reminders that a day calls for. What does not: sending anything
(`orchestration.lib.alerts`), the verdict of a deposit (`gate`).
"""
