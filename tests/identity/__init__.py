"""Identity: what residents, workers and relying parties get."""
