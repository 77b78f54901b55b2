"""Running the platform: its health, its backups."""
