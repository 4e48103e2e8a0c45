# SPDX-License-Identifier: GPL-2.0-or-later
# A fetched package whose bytes are not those of ci/deps.lock is refused by
# name, with both hashes, and is neither unpacked nor kept.

mkdir package && echo '{}' >package/package.json
cat >npm <<'END'
#!/bin/sh
tar -czf some-1.0.tgz -C "$PACKAGE" package
END
chmod +x npm
export NPM="$PWD/npm" PACKAGE="$PWD"
echo 'some 1.0 sha512-wrong==' >lock

"$TOP/ci/fetch-deps" deps lock >out 2>&1 && { echo 'accepted'; exit 1; }
cat out
grep -q 'some 1.0: wrong hash' out || exit 1
grep -q 'wanted sha512-wrong==$' out || exit 1
[ -z "$(ls deps)" ] || { ls deps; exit 1; }

# With the right hash a tarball in place is taken without a fetch, and then
# nothing is done again.
tar -czf kept.tgz package
mkdir -p deps && cp kept.tgz deps/some-1.0.tgz
want=sha512-$(openssl dgst -sha512 -binary kept.tgz 2>/dev/null | base64 -w0)
command -v openssl >/dev/null || exit 0
echo "some 1.0 $want" >lock
NPM=/nonexistent "$TOP/ci/fetch-deps" deps lock || exit 1
[ -f deps/some/package.json ] || exit 1
rm deps/some-1.0.tgz
NPM=/nonexistent "$TOP/ci/fetch-deps" deps lock || exit 1
"$TOP/ci/fetch-deps" --check deps lock || exit 1
