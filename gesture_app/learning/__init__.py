"""From recordings to a running recogniser; the only place for torch."""
