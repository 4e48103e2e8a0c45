#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""winnow spec update against a server on the loopback: what is good comes into
the user's folder and counts from then on; of anything else the user's folder
sees nothing, and the error says why."""
import hashlib
import http.server
import json
import os
import subprocess
import sys
import threading

WINNOW = os.environ['WINNOW']
SHIPPED = os.path.join(os.environ['TOP'], 'spec-db')
USER = os.path.abspath('data/winnow/spec-db')
failed = 0


class Handler(http.server.BaseHTTPRequestHandler):
    files = {}

    def log_message(self, *args):
        pass

    def do_GET(self):
        body = self.files.get(self.path.split('?')[0])
        self.send_response(404 if body is None else 302 if body == 'file' else 200)
        if body == 'file':
            self.send_header('Location', 'file:///etc/passwd')
        body = body if isinstance(body, bytes) else b''
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            pass


def check(ok, what, *more):
    global failed
    if not ok:
        failed += 1
        print('FAILED:', what, *more)


def run(*args):
    p = subprocess.run([WINNOW, 'spec', *args], capture_output=True, text=True,
                       timeout=60)
    return p.returncode, p.stdout, p.stderr


def shipped(name):
    with open(os.path.join(SHIPPED, name)) as f:
        return json.load(f)


def tree():
    """All below the folder that holds the user's, with contents."""
    found = {}
    for top, dirs, files in os.walk(os.path.dirname(USER)):
        for d in dirs:
            found[os.path.join(top, d)] = None
        for f in files:
            with open(os.path.join(top, f), 'rb') as data:
                found[os.path.join(top, f)] = data.read()
    return found


def serve(files, paths=None, sha1s=None, **more):
    """Puts files on the server below /db/, with an index of them."""
    Handler.files = {}
    index = []
    for path, body in files.items():
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        Handler.files['/db/' + path] = body
        index.append({'path': path, 'sha1': hashlib.sha1(body).hexdigest()})
    for row, path in zip(index, paths or []):
        row['path'] = path
    for row, sha1 in zip(index, sha1s or []):
        row['sha1'] = sha1
    Handler.files['/db/index.json'] = json.dumps({'v': 1, 'files': index,
                                                  **more}).encode()


def bad(base, why, *args):
    before = tree()
    status, out, err = run('update', *args, base + '/db/index.json')
    check(status == 2, why, 'status', status)
    check(not out, why, 'wrote', out)
    check(why in err, 'wanted', why, 'said', err)
    check(tree() == before, why, 'left something')


def main():
    os.environ.update(XDG_DATA_HOME=os.path.abspath('data'),
                      WINNOW_CACHE=os.path.abspath('cache'), no_proxy='127.0.0.1')
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = 'http://127.0.0.1:%d' % server.server_port

    newer = shipped('rmm/2.0-bet3.json')
    newer['version'] = '2.0-bet9'
    psci = shipped('psci/family.json')
    good = {'rmm/2.0-bet9.json': newer, 'psci/family.json': psci}
    with open(os.path.join(SHIPPED, 'psci/family.json'), 'rb') as f:
        good['psci/family.json'] = f.read()

    # Before anything is there: no command minds, and nothing bad makes it.
    bad('http://127.0.0.1:1', 'connect to 127.0.0.1')
    serve(good)
    del Handler.files['/db/index.json']
    bad(base, '404 Not Found')
    for path in ('../x.json', '/etc/x.json', 'rmm/../../x.json', 'a/b/c.json',
                 'schema.json', 'rmm/.x.json', './x.json', 'rmm/x.sh', 'rmm/',
                 'rmm/.json', 'rm m/x.json', 'rmm\\x.json', 'rmm/x\0.json',
                 'rmm/%2e%2e.json', '../../x.json', '-r/x.json', 'rmm//x.json', 7, None):
        serve({'rmm/2.0-bet9.json': newer}, [path])
        bad(base, 'files[0].path: not FAMILY/FILE.json')
    for sha1 in ('0', 'z' * 40, 'A' * 40, 12, None):
        serve({'rmm/2.0-bet9.json': newer}, None, [sha1])
        bad(base, 'files[0].sha1: not 40 hex digits')
    serve(good, ['rmm/2.0-bet9.json'] * 2)
    bad(base, 'is there twice')
    serve(good, v=2)
    bad(base, 'v: not 1')
    serve({})
    bad(base, 'files: missing or empty')
    Handler.files['/db/index.json'] = b'{"v":1,"files":['
    bad(base, 'not JSON')
    Handler.files['/db/index.json'] = b'<!DOCTYPE html><p>sorry'
    bad(base, 'a web page')
    Handler.files['/db/index.json'] = b' ' * (5 << 20)
    bad(base, 'more than 4194304 bytes')
    serve({'rmm/2.0-bet9.json': newer}, None, ['0' * 40])
    bad(base, 'not what the index says it is')
    serve(good)
    del Handler.files['/db/rmm/2.0-bet9.json']
    bad(base, '404 Not Found')
    Handler.files['/db/rmm/2.0-bet9.json'] = 'file'
    bad(base, 'Protocol "file"')

    # As the index says it is, but nothing that the database could use.
    serve({'rmm/2.0-bet9.json': b'{'})
    bad(base, 'nothing changed')
    serve({'rmm/2.0-bet9.json': {**newer, 'oops': 1}})
    bad(base, 'oops: is not in the schema')
    serve({'rmm/2.0-bet8.json': newer})
    bad(base, 'version: is not the name of the file')
    serve({'new/1.0.json': newer})
    bad(base, 'its folder has no family.json')
    odd = json.loads(json.dumps(newer))
    odd['commands'][0]['fid'] = '0x84000000'
    serve({**good, 'rmm/2.0-bet9.json': odd})
    bad(base, "in none of the family's ranges")
    check(not os.path.exists(USER), USER, 'is there')

    # A good one, asked for with a query.
    serve(good)
    status, out, err = run('update', base + '/db/index.json?ref=main')
    check(status == 0 and not err, 'update', status, err)
    check(out == 'new      rmm/2.0-bet9.json\n%s: 1 of 2 files written\n' % USER,
          'update wrote', out)
    check(sorted(tree()) == sorted((USER, USER + '/rmm',
                                    USER + '/rmm/2.0-bet9.json')), sorted(tree()))
    status, out, err = run('list', 'rmm')
    rows = [row for row in out.splitlines() if USER in row]
    check(len(rows) == 1 and rows[0].split()[0] == '2.0-bet9', 'list', out)
    check(run('check')[0] == 0, 'check', run('check')[1])
    status, out, err = run('show', 'rmm@2.0-bet9')
    check(USER + '/rmm/2.0-bet9.json' in out, 'show', out[:400], err)
    status, out, err = run('list', 'rmm', '--spec-db', SHIPPED)
    check(status == 0 and 'bet9' not in out, '--spec-db', out)

    # Again: nothing. Changed: said. Bad now: what is there stays.
    status, out, err = run('update', base + '/db/index.json')
    check(status == 0 and out == '%s: 0 of 2 files differ, nothing to do\n' % USER,
          'again', out, err)
    serve({'rmm/2.0-bet9.json': {**newer, 'note': 'said anew'}})
    status, out, err = run('update', '--no-cache', base + '/db/index.json')
    check(out.startswith('replaced rmm/2.0-bet9.json\n'), 'changed', out, err)
    check('said anew' in run('show', 'rmm@2.0-bet9')[1], 'not in use')
    serve({'rmm/2.0-bet9.json': odd})
    bad(base, 'nothing changed')
    psci['title'] = 'PSCI of the user'
    serve({'psci/family.json': psci})
    status, out, err = run('update', base + '/db/index.json')
    check(out.startswith('replaced psci/family.json\n'), 'family', out, err)
    check('PSCI of the user' in run('list', 'psci')[1], 'family is not in use')

    # The user's own mistake is told by its path, by every command.
    with open(USER + '/rmm/2.0-bet9.json', 'w') as f:
        f.write('{')
    status, out, err = run('list')
    check(status == 2 and USER + '/rmm/2.0-bet9.json' in err, 'broken', status, err)
    server.shutdown()
    return 1 if failed else 0


sys.exit(main())
