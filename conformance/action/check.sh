#!/usr/bin/env bash
# Checks the port that COMMAND starts, writes the reports to the folder REPORTS, and adds the summary
# to that of the job. FIXTURES: a copy of the fixtures, or ""; ARGUMENTS: more options, one on each
# line. The exit status is that of refnet conformance.
set -euo pipefail
bin=$RUNNER_TEMP/refnet/bin
test -d "$bin" || bin=$RUNNER_TEMP/refnet/Scripts # on Windows
mkdir -p "$REPORTS"
rm -f "$REPORTS/summary.md" # of an earlier run
options=(--command "$COMMAND")
if [ -n "$FIXTURES" ]; then
    options+=(--fixtures "$FIXTURES")
fi
while IFS= read -r argument; do
    if [ -n "$argument" ]; then
        options+=("$argument")
    fi
done <<<"$ARGUMENTS"
status=0
"$bin/refnet" conformance "${options[@]}" --junit "$REPORTS/report.xml" \
    --markdown "$REPORTS/summary.md" --badge "$REPORTS/badge.svg" || status=$?
if [ -f "$REPORTS/summary.md" ]; then
    cat "$REPORTS/summary.md" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$status"
