"""The conformance kit: checks ports against the fixtures, and explains their failures."""
