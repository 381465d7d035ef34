"""Looks, who reviews them, and workers' own ties."""
