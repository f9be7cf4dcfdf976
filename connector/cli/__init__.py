"""The `storewire` command, as far as it needs no other room."""
