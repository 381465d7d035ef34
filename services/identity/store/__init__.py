"""Identity's database: tables nobody else sees, and the ports of the use cases over them. Nothing here commits."""
