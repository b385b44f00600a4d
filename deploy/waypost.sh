#!/bin/sh
# The `waypost` command inside the image, which has Node 24 and its packages already.
exec node /app/server/src/main.ts "$@"
