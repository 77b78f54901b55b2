"""Learning visits for the demo library: a round that is over, with its visits in every state and what came of them,
and a round in planning. Days follow the calendar: they are reckoned from the day on which the library is loaded."""
