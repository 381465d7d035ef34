"""What carries any service and knows no business.

It would serve a shop or a bank just as well. A module stands here once it has two users; a test keeps the whole within
a budget of lines (`tests/architecture`).
"""
