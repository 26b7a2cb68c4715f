"""Processes forked from one that has imported what they need: ready in milliseconds instead of a second or two."""
