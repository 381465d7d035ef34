"""Finding a professional from a few mistyped words: an index beside the database, never instead of it.

`words` folds and splits text, `synonyms` knows nicknames and what roles are also called (`data/*.csv`), `document` and
`query` say what is indexed and how it is asked, `index` finds, `indexer` follows the database's change stream.

The index carries no contact and decides nothing: it answers with ids, and the database says what is known of them.
Its folder is named after everything its documents depend on, so another version of this code begins another folder and
grows it from the first change. Throwing the folder away is always safe.
"""
