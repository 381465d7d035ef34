"""Authority to act for somebody: recorded, decided anew at each use, suspended, ended."""
