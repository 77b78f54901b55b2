"""Three cups for the demo library: last year's with its results, this year's on the desks of the jury, next year's
with an open call. The years follow the calendar: they are reckoned from the day on which the library is loaded."""
