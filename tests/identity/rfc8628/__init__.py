"""RFC 8628, device authorization grant."""
