"""Matching of people: made-up caseloads whose truth is known, the training of the weights, and how well they do."""
