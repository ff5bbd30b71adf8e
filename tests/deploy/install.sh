#!/usr/bin/env bash
# The real servers that the tests of deploying publish to: OpenSSH with rsync, an S3 server, and three web servers.
#
# The S3 server is moto's: of those that PyPI, npm and Debian have, the only one with conditional writes, checksums,
# bulk removal and object attributes all alike to Amazon's; Ceph's gateway in Debian wants a cluster. It lives in an
# environment of its own, since its libraries want older ones than ours.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
for program in sshd:openssh-server ssh:openssh-client rsync:rsync flock:util-linux git:git nginx:nginx-light \
  caddy:caddy apache2:apache2; do
  if ! PATH="$PATH:/usr/sbin" command -v "${program%%:*}" >/dev/null; then missing+=("${program##*:}"); fi
done
if [ ! -e /usr/lib/nginx/modules/ngx_http_brotli_static_module.so ]; then
  missing+=(libnginx-mod-http-brotli-static)
fi
if [ ${#missing[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "these are needed to test deploying: ${missing[*]}" >&2
    exit 1
  fi
  # None of them is to be started: the tests start their own.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if [ ! -e .venv/ready ] || [ install.sh -nt .venv/ready ]; then
  python3 -m venv .venv
  .venv/bin/pip --disable-pip-version-check --quiet install "moto[s3]==5.2.5" flask==3.1.3 flask-cors==6.0.5
  touch .venv/ready
fi
