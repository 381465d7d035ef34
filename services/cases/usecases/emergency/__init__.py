"""Emergency access: opened for minutes with a reason, reviewed by somebody else."""
