"""Everybody's mailbox: an SMTP server that takes every letter and delivers none, and a page that shows them.

It believes any sender, offers no TLS and forgets when it ends: for one machine, never for real letters.
"""
