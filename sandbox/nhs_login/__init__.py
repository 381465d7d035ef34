"""NHS login, simulated as its documentation for partners describes it. Test users stand on its page.

Discovery and keys; `vtr`; RS512 for client assertions and ID tokens; `vot`, `vtm` and `identity_proofing_level` (P0, P5
or P9) with the NHS number and the names of the Personal Demographics Service, by scope.
"""
