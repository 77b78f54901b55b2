"""What people look for: kept searches, questions that no experience answers yet, and what was looked for by all."""
