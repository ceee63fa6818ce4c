"""One record: the text gate, the fast screen, and the explanation of everything that is wrong."""
