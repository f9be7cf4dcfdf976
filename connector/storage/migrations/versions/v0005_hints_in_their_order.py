"""Hints of one store in the order they are asked about"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_fetches_store_id_asked_at"), "fetches", ["store_id", "asked_at"])
    op.drop_index(op.f("ix_fetches_store_id"), "fetches")


def downgrade() -> None:
    op.create_index(op.f("ix_fetches_store_id"), "fetches", ["store_id"])
    op.drop_index(op.f("ix_fetches_store_id_asked_at"), "fetches")
