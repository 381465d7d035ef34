"""Identity's edges: gRPC for the other services, the OpenID Provider for browsers and relying parties."""
