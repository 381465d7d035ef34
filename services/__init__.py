"""The four services. They never import each other: they speak gRPC and events, as `proto/` says."""
