"""The result of a run for machines: JSON, JUnit XML, a summary in Markdown, and a badge."""
