"""One folder a platform. Deleting a folder removes the platform; nothing else is edited."""
