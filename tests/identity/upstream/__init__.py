"""Proved elsewhere, over real HTTP: GOV.UK One Login and NHS login as the sandbox simulates them."""
