"""Relying parties, partners and our own applications: registered, changed, ended."""
