"""Storewire: a store's own copy of its orders and stock, and the answers it gives."""
