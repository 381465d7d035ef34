"""What an attacker tries: a file per row of the list in its README, which names where each row is tested."""
