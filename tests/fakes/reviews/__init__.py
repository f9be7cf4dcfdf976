"""Stand-ins for the vendors of reviews, at the wire."""
