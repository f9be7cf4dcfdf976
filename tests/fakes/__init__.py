"""Platforms played at the wire. The product never imports them."""
