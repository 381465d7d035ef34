"""What Kith promises, held to. Mirrors the folders beside it; also: conformance, e2e, faults, upgrade, architecture."""
