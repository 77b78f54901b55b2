"""The demo library: organisations, people, cases and their media, most of them invented and all of them marked so."""
