"""Letters and neutral news: written, kept until they leave, sent only the way that is safe."""
