"""One-time codes out to shoppers: by the store's own mail server, or its own web service."""
