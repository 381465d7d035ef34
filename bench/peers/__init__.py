"""Peers at sign-on, each as its makers ship it, on a durable store, asked the same questions by the same client.

`asks.py` is the questions; `contender.py` what a peer must answer with; a file for each peer.
"""
