#!/usr/bin/env bash
# Builds both installers for Linux (amd64) into dist/: kaibo_VERSION_amd64.deb and kaibo-VERSION-linux-amd64.tar.gz.
#
# `--quick` packs them less tightly, for trying out.
set -euo pipefail
# shellcheck source=packaging/setup/environment.sh
source "$(dirname "${BASH_SOURCE[0]}")/../setup/environment.sh"
cd "$project"
# shellcheck disable=SC2086
ensure_system $app_packages binutils
ensure_environment test
exec "$venv/bin/python" packaging/linux/make_packages.py dist "$@"
