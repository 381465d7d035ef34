"""Who may say yes, to what, until when; what she is given to hold of it, and what she keeps from proxies."""
