#!/bin/sh
# Brings Waypost up on this machine, or up to date: run it again after every change and every `git pull`.
#
#   deploy/up.sh <domain> <e-mail>     the first time
#   deploy/up.sh                       from then on
set -eu
cd "$(dirname "$0")"

if ! docker compose version >/dev/null 2>&1; then
	echo "Docker with its Compose plugin is needed: https://docs.docker.com/engine/install/" >&2
	exit 1
fi

if [ ! -e .env ]; then
	if [ $# -ne 2 ]; then
		echo "Say under which name this server is reached, and whom to write to about its certificate:" >&2
		echo "  $0 waypost.example.com ops@example.com" >&2
		exit 2
	fi
	sed -e "s|^DOMAIN=.*|DOMAIN=$1|" -e "s|^ACME_EMAIL=.*|ACME_EMAIL=$2|" .env.example >.env.new
	mv .env.new .env
fi

# A new key cannot read what an old one sealed.
if [ ! -e secrets/master_key ] && docker volume inspect waypost_postgres >/dev/null 2>&1; then
	echo "There is a database here, and its secrets are missing: restore deploy/secrets from your backup." >&2
	exit 1
fi
sh ./secrets.sh

docker compose up --detach --build --remove-orphans
docker compose ps
