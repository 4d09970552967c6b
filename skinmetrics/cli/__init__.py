"""The command line: the contract with scripts.

JSON goes to stdout alone, text for people to stderr. Exit status: 0 all done, 1 some not, 2 wrong usage.
Each module of this package but `program` and `shared` is one group of commands, which importing it adds to the program.
"""
