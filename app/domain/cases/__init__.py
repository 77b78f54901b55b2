"""Cases: who may see and change them, how they move, and what is kept of each step."""
