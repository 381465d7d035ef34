"""Partners hear of events they are entitled to: fanned out, decided afresh, posted or pulled."""
