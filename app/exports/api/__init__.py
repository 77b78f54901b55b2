"""What the public read API answers: the models that make its OpenAPI document, and how they are filled."""
