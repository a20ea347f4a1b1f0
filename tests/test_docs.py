"""What is written for people: it is true, complete, and works as it stands."""
