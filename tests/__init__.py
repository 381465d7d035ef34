"""What Kith promises, held to. Mirrors `services/`, and besides: conformance, contracts, e2e, faults, architecture."""
