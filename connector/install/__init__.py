"""Letting us into a shop with a browser: the routes under `/install/<platform>`."""
