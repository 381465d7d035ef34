"""The edges: gRPC in, events in, events out. They translate and hold no rule."""
