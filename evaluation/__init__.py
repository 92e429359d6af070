"""How well the service tells who is named: measured, beside what simpler ways would do."""
