"""Export: a study written as the files that other tools read."""
