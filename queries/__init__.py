"""From a release to frames: what can be asked, and the counting behind every number. Knows nothing of Dash."""
