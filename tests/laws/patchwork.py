#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Links to a patchwork, as people copy them, give what the same mails in a file
give. The server is not a patchwork: it answers as the schema says that patchwork
publishes for its REST API (1.0 to 1.3), the mboxes as its pages name them.
"""
import http.server
import json
import os
import re
import subprocess
import sys
import threading

WINNOW = os.environ['WINNOW']
CASE = os.path.join(os.environ['TOP'], 'examples/rmi-pool-v2.mbox')
THREAD = os.path.join(os.environ['TOP'], 'tests/cases/fetch/one-version-of-a-thread-'
                      'with-the-tags-of-its-replies/thread.mbox')
failed = 0

with open(THREAD, 'rb') as f:
    THREAD = f.read()
with open(CASE, 'rb') as f:
    ALL = f.read()
MAILS = [m for m in re.split(br'(?m)^(?=From \S+ .*:.*\d{4}$)', ALL) if m]


def row(base, kind, number, **more):
    """What every object has: a cover letter, a patch, a series in a list."""
    web = {'patches': 'patch', 'covers': 'cover'}.get(kind, 'series')
    return {'id': number, 'url': '%s/api/1.3/%s/%d/' % (base, kind, number),
            'web_url': '%s/project/rmi/%s/%d/' % (base, web, number),
            'name': 'of the test', 'date': '2026-11-22T10:00:00',
            'mbox': '%s/%s/%d/mbox/' % (base, web, number), **more}


def answer(base, path):
    path = path.split('?')[0]
    person = {'id': 1, 'url': base + '/api/1.3/people/1/', 'name': 'A Dev',
              'email': 'a@example.org'}
    project = {'id': 1, 'url': base + '/api/1.3/projects/1/', 'name': 'rmi',
               'link_name': 'rmi', 'list_id': 'rmi.example.org',
               'list_email': 'rmi@example.org', 'web_url': None, 'scm_url': None,
               'webscm_url': None}
    patches = [row(base, 'patches', n, msgid='<%d@x>' % n) for n in range(1, len(MAILS))]
    found = {'/series/8/mbox/': ALL, '/thread': THREAD}
    for n, mail in enumerate(MAILS):
        for name in ('patch', 'cover'):
            found['/%s/%d/mbox/' % (name, n)] = mail
            found['/project/rmi/%s/%d@example.org/mbox/' % (name, n)] = mail
            found['/project/rmi/%s/%d/mbox/' % (name, n)] = mail
    for version in ('', '1.0/', '1.2/', '1.3/'):
        found['/api/%sseries/8/' % version] = json.dumps(row(
            base, 'series', 8, submitter=person, project=project, version=2,
            total=len(patches), received_total=len(patches), received_all=True,
            cover_letter=row(base, 'covers', 0), patches=patches)).encode()
        found['/api/%spatches/1/' % version] = json.dumps(row(
            base, 'patches', 1, submitter=person, project=project, state='new',
            archived=False, hash='0' * 40, delegate=None, pull_url=None,
            commit_ref=None, check='pending', checks=base + '/checks/', tags={},
            headers={}, content='', diff='', prefixes=['v2'],
            series=[row(base, 'series', 8, version=2)])).encode()
        found['/api/%spatches/' % version] = json.dumps(patches).encode()
    return found.get(path)


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_GET(self):
        body = answer('http://' + self.headers['Host'], self.path)
        self.send_response(200 if body else 404)
        self.send_header('Content-Length', str(len(body or b'')))
        self.end_headers()
        self.wfile.write(body or b'')


def run(*args, command='triage'):
    p = subprocess.run([WINNOW, command, *args], capture_output=True, timeout=60)
    return p.returncode, p.stdout, p.stderr


def main():
    global failed
    os.environ.update(WINNOW_CACHE=os.path.abspath('cache'), no_proxy='127.0.0.1')
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = 'http://127.0.0.1:%d' % server.server_port
    with open('one.mbox', 'wb') as f:
        f.write(MAILS[1])
    with open('thread.mbox', 'wb') as f:
        f.write(THREAD)
    series, one = run(CASE), run('one.mbox')
    wanted = {
        '/series/8/': series, '/series/8': series, '/series/8/mbox/': series,
        '/project/rmi/list/?series=8': series,
        '/project/rmi/list/?state=*&series=8&archive=both': series,
        '/api/1.0/series/8/': series, '/api/1.2/series/8/': series,
        '/api/1.3/series/8/': series, '/api/series/8/': series,
        '/patch/1/': one, '/patch/1': one, '/patch/1/mbox/': one,
        '/project/rmi/patch/1@example.org/': one,
        '/api/1.0/patches/1/': one, '/api/1.3/patches/1/': one,
        '/api/patches/1/': one,
    }
    for path, want in wanted.items():
        got = run(base + path)
        if got != want:
            failed += 1
            print('FAILED:', path, got[0], got[1][:200], got[2])
    # A thread brings its newest version, but to compare two takes both.
    for got, want in ((run(base + '/thread'), run('--newest', 'thread.mbox')),
                      (run(base + '/thread', '--version=1'),
                       run('--version=1', 'thread.mbox')),
                      (run(base + '/thread', command='compare'),
                       run('thread.mbox', command='compare'))):
        if got != want or got[0] == 2:
            failed += 1
            print('FAILED: thread', got, want)
    for path, why in (('/api/1.3/patches/', b'names no mbox'),
                      ('/api/1.3/series/9/', b'404 Not Found'),
                      ('/project/rmi/patch/9@example.org/', b'404 Not Found')):
        got = run(base + path)
        if got[0] != 2 or why not in got[2]:
            failed += 1
            print('FAILED:', path, got)
    server.shutdown()
    return 1 if failed or len(MAILS) < 3 else 0


sys.exit(main())
