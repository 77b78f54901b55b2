"""What the pictures, documents and recordings of the demo library are made of."""
