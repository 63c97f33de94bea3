"""Alerts: what people are told by e-mail, chat or webhook, without ever holding up a run.

What belongs here: the outbox on disk, the channels (`PSA_ALERTES`), the words of receipts,
reminders and digests, the nightly canary. What does not: who is expected to hand in and by when
(`orchestration.lib.campaigns`), the full receipt (`orchestration.lib.returns`).
"""
