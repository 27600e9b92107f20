"""The plate of opposites: two codes of the study side by side, never summed."""
