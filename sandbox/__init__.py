"""The outside world, simulated over real HTTP: who checks evidence of identity, and who signs people in elsewhere.

For the demo, for tests and for developers; never in production, and every answer says whose making it is. What it
answers depends on recognisable test data alone, so that a story can be played twice. Each part is a Starlette
application of its own, mounted by path in `app`; none knows anything of Kith but what a real one would: the relying
parties that were registered with it (`parties`) and the secret its calls are signed with.
"""
