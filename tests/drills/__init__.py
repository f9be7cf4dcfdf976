"""Drills: what Storewire promises, put to real server processes. `make drills`, or one by name."""
