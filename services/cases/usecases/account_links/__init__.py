"""The link between a resident's account and the person agencies know: proposed, confirmed, suspended, ended."""
