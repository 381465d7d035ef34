"""Mutual TLS (RFC 8705, RFC 9440)."""
