"""Durable background work: what deliveries missed, jobs find."""

BACKFILL, SWEEP, DEEP, TIDY = "backfill", "sweep", "deep pass", "tidying"
