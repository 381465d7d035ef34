"""OpenID Connect RP-Initiated Logout 1.0.

valid hint            -> the session it names ends -> the registered address, or our own page
no hint               -> our page asks the person; nothing ends by a link alone
forged or unfitting   -> a refusal, nothing ends, nobody is sent anywhere
"""
