"""Learning visits: demand and offer, rounds and their plans, proposals, visits, what is learned, coaching."""
