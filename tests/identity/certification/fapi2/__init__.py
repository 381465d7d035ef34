"""FAPI 2.0 Security Profile Final, OP: the modules of the suite's plan for plain FAPI, private_key_jwt and DPoP."""
