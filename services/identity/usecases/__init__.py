"""The verbs of identity: one a file, each the whole story of one act, in packages by subject."""
