"""What generate.py is made of: stories, words, tickets, and the files they are written to."""
