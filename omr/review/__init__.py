"""The graders' views of what the machine could not decide."""
