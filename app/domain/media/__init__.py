"""Files of a case: taking them in, preparing them, showing them only while their consent stands."""
