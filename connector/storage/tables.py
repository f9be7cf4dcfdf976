"""The schema. Times are microseconds since 1970 UTC; a `key` names a record within its store.

Records are one sealed document each plus what they are looked up by: their own key, their parent's
key, and terms. On SQLite these stay rowid tables: WITHOUT ROWID makes its planner pass over the
term index until ANALYZE has run.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

RowId = BigInteger().with_variant(Integer, "sqlite")

kept_values = Table(
    "kept_values",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

stores = Table(
    "stores",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("platform", Text, nullable=False),
    Column("platform_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("url_key", Text, nullable=False, unique=True),
    Column("settings", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("uninstalled_at", BigInteger),
    Column("redacted_at", BigInteger),
    Column("attached_to", RowId, index=True),
    UniqueConstraint("platform", "platform_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("scope", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("topic", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("path", Text),
    Column("subject", LargeBinary),
    Column("received_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("raw", LargeBinary),
    Index(None, "store_id", "state", "id"),
    Index(None, "subject"),
)

records = Table(
    "records",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent", LargeBinary),
    Column("version", BigInteger, nullable=False),
    Column("final", Boolean, nullable=False, default=False),
    Column("fetched_at", BigInteger, nullable=False, server_default="0"),
    Column("seen_at", BigInteger, nullable=False),
    Column("document", LargeBinary),
    Index(None, "store_id", "kind"),
    Index(None, "parent"),
)

terms = Table(
    "terms",
    metadata,
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("field", SmallInteger, nullable=False),
    Column("term", LargeBinary, nullable=False),
    Column("record", LargeBinary, nullable=False, index=True),
    Index(None, "store_id", "field", "term"),
)

fetches = Table(
    "fetches",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("parent_ref", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("delivery", LargeBinary, index=True),
    Column("asked_at", BigInteger, nullable=False),
    Index(None, "store_id", "asked_at"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
)

progress = Table(
    "progress",
    metadata,
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    Column("job", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("complete_to", BigInteger),
    Column("records", BigInteger, nullable=False),
    Column("total", BigInteger),
    Column("problem", Text),
)

installs = Table(
    "installs",
    metadata,
    Column("state", LargeBinary, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("settings", LargeBinary, nullable=False),
    Column("until", BigInteger, nullable=False),
)

gaps = Table(
    "gaps",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("found_by", Text, nullable=False),
    Column("found_at", BigInteger, nullable=False),
)

preferences = Table(
    "preferences",
    metadata,
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("subject", LargeBinary, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("since", BigInteger, nullable=False, index=True),
)

codes = Table(
    "codes",
    metadata,
    Column("name", LargeBinary, primary_key=True),
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("document", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
)

# One row for each line of an order that was not cancelled: `item` is the key of the variant, or of
# the product where the line names none, `units` millionths, `record` the order's key. Nothing of it
# is personal, so it outlives the buyer.
sales = Table(
    "sales",
    metadata,
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("item", LargeBinary, nullable=False),
    Column("sold_at", BigInteger, nullable=False),
    Column("units", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False, index=True),
    Index(None, "store_id", "sold_at", "item", "units"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("store_id", ForeignKey("stores.id", ondelete="CASCADE"), nullable=False),
    Column("term", LargeBinary, nullable=False),
    Column("before", BigInteger, nullable=False),
    Index(None, "term"),
)
