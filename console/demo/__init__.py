"""`kith demo`: the whole road once, over HTTP through the gateway, as a council, a resident and a partner would go it.

`story` lists the steps; each lives in a module of its own, asserts what it shows, and shows the negative beside it.
`cast` says who plays; `sample` makes the world they play in when no real one is given.
"""
