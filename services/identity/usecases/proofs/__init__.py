"""Who somebody is, proven by evidence or by a provider who proved it before (GPG 45)."""
