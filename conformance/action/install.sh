#!/usr/bin/env bash
# Installs refnet in an environment of its own, so that the Python of a port stays what it is.
# REFNET: a checkout; PYTHON: which Python; RUNNER_TEMP: where the environment goes.
set -euo pipefail
"$PYTHON" -m venv "$RUNNER_TEMP/refnet"
bin=$RUNNER_TEMP/refnet/bin
test -d "$bin" || bin=$RUNNER_TEMP/refnet/Scripts # on Windows
"$bin/python" -m pip install --quiet --disable-pip-version-check "$REFNET[cli]"
