"""The steps of the story, in order; each is a function of the world and its own `Step`."""
