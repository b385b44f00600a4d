#!/bin/sh
# Makes the secrets of a deployment, once: what is there stays as it is.
#
#   deploy/secrets.sh [directory]     deploy/secrets when not given
set -eu
umask 077
directory=${1:-$(dirname "$0")/secrets}
mkdir -p "$directory"
# The directory keeps others on this machine out. The files themselves must be readable by all, because
# Compose mounts them as they are, each into the containers that name it, where another account reads them.
chmod 700 "$directory"

random() {
	head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

# Whole or not at all: a half-written key would be taken for one.
keep() {
	if [ ! -s "$directory/$1" ]; then
		printf '%s\n' "$2" >"$directory/$1.new"
		chmod 444 "$directory/$1.new"
		mv "$directory/$1.new" "$directory/$1"
		echo "made $directory/$1"
	fi
}

keep master_key "$(random 32)"
keep postgres_password "$(random 24)"
keep database_url "postgres://waypost:$(cat "$directory/postgres_password")@postgres:5432/waypost"
keep valkey_auth "requirepass $(random 24)"
keep redis_url "redis://:$(sed -n 's/^requirepass //p' "$directory/valkey_auth")@valkey:6379"
keep waha_api_key "$(random 24)"
