"""Learning visits: how well an offer fits a demand, and which visits a round should hold.

Pure: plain inputs, plain outputs; knows no database, no web and nothing else of the platform.
"""
