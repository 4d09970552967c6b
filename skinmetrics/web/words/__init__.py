"""What the pages say, in English: the keys of the tables in `language`."""
