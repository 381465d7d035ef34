"""Workers come and go with their employers, and sign in at those that have a sign-in of their own."""
