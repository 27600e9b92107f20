"""From files to a release: reads study packages and other tools' files, checks them, builds what is served."""
