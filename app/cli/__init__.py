"""`python -m app …`: everything an operator does at the console."""
