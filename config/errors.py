"""Without the rest of the settings, for whoever only reports what is wrong with them."""


class WrongSettings(Exception):
    """All that is wrong with the settings, a line each."""
