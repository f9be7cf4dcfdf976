"""What owners prefer, guesses and codes, and what was sold"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def of_store(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("store_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name=op.f(f"fk_{table}_store_id"), ondelete="CASCADE"
        ),
    )


def upgrade() -> None:
    op.create_table(
        "preferences",
        *of_store("preferences"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "name", name=op.f("pk_preferences")),
    )
    op.create_table(
        "attempts",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_since"), "attempts", ["since"])
    op.create_table(
        "codes",
        sa.Column("name", sa.LargeBinary(), nullable=False),
        *of_store("codes"),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_codes")),
    )
    op.create_index(op.f("ix_codes_store_id"), "codes", ["store_id"])
    op.create_index(op.f("ix_codes_until"), "codes", ["until"])
    op.create_table(
        "sales",
        *of_store("sales"),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("sold_at", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_index(op.f("ix_sales_record"), "sales", ["record"])
    op.create_index(
        op.f("ix_sales_store_id_sold_at_item_units"),
        "sales",
        ["store_id", "sold_at", "item", "units"],
    )


def downgrade() -> None:
    for table in ("sales", "codes", "attempts", "preferences"):
        op.drop_table(table)
