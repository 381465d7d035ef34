"""The device authorization endpoint (RFC 8628 section 3.1).

device -> codes -> a person types the short one in on the gateway's page -> yes or no -> the token endpoint says which
"""
