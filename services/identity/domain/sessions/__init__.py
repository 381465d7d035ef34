"""A signed-in browser: who is signed in and as what, roughly from where, and who is told when it is over."""
