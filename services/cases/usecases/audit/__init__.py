"""The log: what left and why, proofs of it, its witnesses, and what is kept back from a resident until it is safe."""
