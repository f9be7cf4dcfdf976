"""Installs, sources of reviews, and how far a load is"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "installs",
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_installs")),
    )
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("total", sa.BigInteger(), nullable=True))
    # Not as a batch: on SQLite that may drop the table, and with it all that belongs to a store.
    op.add_column("stores", sa.Column("attached_to", RowId, nullable=True))
    op.create_index(op.f("ix_stores_attached_to"), "stores", ["attached_to"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_stores_attached_to"), "stores")
    op.drop_column("stores", "attached_to")
    with op.batch_alter_table("progress", schema=None) as batch_op:
        batch_op.drop_column("total")
    op.drop_table("installs")
