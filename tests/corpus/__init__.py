"""A corpus of bad files, made from the good file of each contract by damage that has a name."""
