"""What a relying party written for GOV.UK One Login finds here, under the `one-login` profile.

vector      the `vtr` parameter of an authorization request
endpoint    /.well-known/did.json (keys of coreIdentityJWT), /oauth2/trustmark (what `vtm` points at)
"""
