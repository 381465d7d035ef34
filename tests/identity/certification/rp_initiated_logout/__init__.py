"""RP-Initiated Logout OP."""
