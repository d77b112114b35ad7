"""The result of a run for people: failures by cause, cases, mistakes, and a summary."""
