"""People: accounts, sign-ins, links, roles, throttling."""
