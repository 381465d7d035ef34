"""Consents and what is kept of them, confidences, and the key that signs receipts."""
