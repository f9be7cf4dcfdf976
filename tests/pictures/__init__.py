"""What messages look like, in a real browser."""
