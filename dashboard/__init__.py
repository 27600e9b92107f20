"""From frames to pages."""
