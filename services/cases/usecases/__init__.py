"""One verb, one file, one transaction each, in packages by subject. What stands here is a part of verbs of many."""
