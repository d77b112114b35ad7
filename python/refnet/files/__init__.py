"""Model files and CSV files: what refnet reads from the disk and writes to it."""
