"""What a partner hears of events: under which names, in which form, how it is signed, how often it is tried."""
