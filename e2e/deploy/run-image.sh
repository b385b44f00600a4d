#!/bin/sh
# Runs a command in an image's file system as a container would: that file system read-only, as another account.
#
#   unshare --mount sh run-image.sh <root> <node> <secrets> <uid> <command> …
set -eu
root=$1 node=$2 secrets=$3 uid=$4
shift 4

# In a namespace of its own: none of this is seen outside, and all of it ends with the command.
mount --make-rprivate /
mount --bind "$root" "$root"
# What the base image would bring: libraries, a shell, and Node where its image has it.
for each in usr/lib usr/lib64 usr/bin etc proc dev; do
	[ -d "/$each" ] || continue
	mkdir -p "$root/$each"
	mount --rbind "/$each" "$root/$each"
done
for each in lib lib64 bin; do
	[ -e "$root/$each" ] || [ -L "$root/$each" ] || ln -s "usr/$each" "$root/$each"
done
mkdir -p "$root/usr/local/bin" "$root/tmp" "$root/run/secrets"
touch "$root/usr/local/bin/node"
mount --bind "$node" "$root/usr/local/bin/node"
mount --bind "$secrets" "$root/run/secrets"
mount -t tmpfs -o size=64m,mode=1777 tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec="$uid:$uid" --groups="$uid" "$root" "$@"
