"""What somebody signs in with, each kind's own rules, and how strong a sign-in it makes (GPG 44)."""
