"""An account: opened, kept, moved to another mailbox, recovered, protected, exported, closed."""
