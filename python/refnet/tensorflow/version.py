"""The version of TensorFlow whose programs these names are from, and refnet's own."""

import refnet

VERSION = f"2.21.0+refnet.{refnet.__version__}"
