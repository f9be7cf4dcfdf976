"""Real situations at a store, each with what a shopper has to be told of it in every language."""

from tests.situations.said import messages

__all__ = ["messages"]
