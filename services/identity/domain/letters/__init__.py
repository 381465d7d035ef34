"""Mail to somebody, in English and in Welsh: the same words for all, and nothing personal in them."""
