"""Providers elsewhere where a resident may have proved who she is: GOV.UK One Login and NHS login.

`openid` is what they share (OpenID Connect Core, as a relying party); each has a file for what it says about a person,
and how far that is believed. Nothing of theirs is kept but what was established and where it comes from.
"""
