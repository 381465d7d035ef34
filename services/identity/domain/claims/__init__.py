"""What a token says, and to whom: the groups of claims that a person says yes to, the name she goes by at each council,
what is told of a proof, and the same in GOV.UK One Login's words.
"""
