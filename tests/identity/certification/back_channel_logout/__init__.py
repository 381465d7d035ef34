"""Back-Channel Logout OP."""
