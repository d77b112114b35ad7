"""The book: chapters read from the sources of the ports, and the site that shows them."""
