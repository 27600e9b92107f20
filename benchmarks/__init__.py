"""Speed, measured side by side; nothing here is timed in the tests."""
