"""The conformance kit: holds programs against the fixtures and says what is wrong with them."""
