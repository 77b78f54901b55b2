"""The controlled terms in four languages: data files, and the loader that checks them."""
