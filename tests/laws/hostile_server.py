#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs winnow fetch against a server on the loopback that does what servers
do at their worst. Each request must end in a clear error within its time and
memory, and leave nothing in the cache; the well-behaved ones must work.

The patchwork answers follow the schema that patchwork publishes for its REST
API (keys `mbox`, `series[].mbox`), not a running instance.
"""
import base64
import concurrent.futures
import glob
import gzip
import http.server
import os
import resource
import ssl
import subprocess
import sys
import threading
import time
import zlib

WINNOW = os.environ['WINNOW']
MAIL = (b'From mboxrd@z Thu Jan  1 00:00:00 1970\n'
        b'From: A Dev <a@example.org>\nSubject: [PATCH] one\n'
        b'Message-ID: <one@example.org>\n'
        b'Date: Sun, 22 Nov 2026 10:00:00 +0000\n\nbody\n\n')
seen = {}
stop = threading.Event()


def bomb(mebibytes):
    z = zlib.compressobj(9, zlib.DEFLATED, 31)
    out = z.compress(MAIL)
    for _ in range(mebibytes):
        out += z.compress(b'\n' * (1 << 20))
    return out + z.flush()


BOMB = bomb(512)
LOGIN = 'Basic ' + base64.b64encode(b'anna:secret').decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.0'

    def log_message(self, *args):
        pass

    def reply(self, body, status=200, **fields):
        self.send_response(status)
        length = fields.pop('length', len(body))
        if length is not None:
            self.send_header('Content-Length', str(length))
        for name, value in fields.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()
        self.wfile.write(body)

    def go(self, where):
        self.reply(b'', 302, Location=where)

    def endless(self, piece, pause=0.0):
        self.reply(b'', length=None)
        while not stop.is_set():
            self.wfile.write(piece)
            time.sleep(pause)

    def do_GET(self):
        path = self.path
        seen[path] = seen.get(path, 0) + 1
        base = 'http://' + self.headers['Host']
        try:
            self.answer(path, base)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def answer(self, path, base):
        if path == '/silent':
            stop.wait(30)
        elif path == '/stall':
            self.reply(MAIL[:10], length=1000)
            stop.wait(30)
        elif path == '/drip':
            self.endless(b'x', 0.3)
        elif path == '/cut':
            self.reply(MAIL, length=100000)
        elif path == '/short':
            self.reply(gzip.compress(MAIL * 50), length=40)
        elif path == '/endless':
            self.endless(b'x' * 65536)
        elif path == '/large':
            self.reply(b'', length=1 << 40)
        elif path == '/bomb':
            self.reply(BOMB, Content_Type='application/gzip')
        elif path == '/encoded-bomb':
            self.reply(BOMB, Content_Encoding='gzip')
        elif path == '/damaged':
            body = bytearray(gzip.compress(MAIL * 50))
            body[30:40] = b'0123456789'
            self.reply(bytes(body))
        elif path == '/headers':
            self.wfile.write(b'HTTP/1.0 200 OK\r\n')
            while not stop.is_set():
                self.wfile.write(b'X-More: ' + b'x' * 1000 + b'\r\n')
        elif path == '/garbage':
            self.wfile.write(b'\x00\xff' * 500)
        elif path == '/loop':
            self.go(base + '/loop')
        elif path == '/to-file':
            self.go('file:///etc/passwd')
        elif path == '/to-ftp':
            self.go('ftp://127.0.0.1/x')
        elif path == '/to-page':
            self.go(base + '/page')
        elif path == '/page':
            self.reply(b'<!DOCTYPE html><p>not here')
        elif path == '/busy':
            self.reply(b'', 503)
        elif path == '/flaky':
            self.reply(MAIL) if seen[path] > 2 else self.reply(b'', 503)
        elif path == '/tagged':
            if self.headers['If-None-Match'] == '"1"':
                self.reply(b'', 304)
            else:
                self.reply(MAIL, ETag='"1"')
        elif path == '/locked':
            if self.headers['Authorization'] == LOGIN:
                self.reply(MAIL)
            else:
                self.reply(b'', 401)
        elif path == 'http://lists.example.org/good':      # as a proxy is asked
            self.reply(MAIL)
        elif path == '/retry-after':
            self.reply(MAIL) if seen[path] > 1 else self.reply(b'', 429,
                                                               Retry_After='2')
        elif path == '/all/one@example.org/t.mbox.gz':
            self.reply(gzip.compress(MAIL))
        elif path == '/all/with%2Fslash@example.org/t.mbox.gz':
            self.reply(MAIL)
        elif path in ('/patch/7/mbox/', '/series/8/mbox/', '/good',
                      '/project/p/patch/one@example.org/mbox/'):
            self.reply(MAIL)
        elif path == '/api/1.2/patches/7/':
            self.reply(('{"id":7,"mbox":"%s/patch/7/mbox/"}' % base).encode())
        elif path == '/api/1.2/patches/8/':
            self.reply(b'{"id":8,"mbox":"file:///etc/passwd"}')
        else:
            self.reply(b'', 404)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args):
        pass


failed = 0


def check(ok, what, *more):
    global failed
    if not ok:
        failed += 1
        print('FAILED:', what, *more)


def run(*args):
    """Exit status, output, errors, seconds."""
    began = time.time()
    p = subprocess.Popen([WINNOW, 'fetch', '--timeout', '6', '--stall', '2',
                          '--max-bytes', '20000000', *args],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = p.communicate(timeout=60)
    return p.returncode, out, err.decode(), time.time() - began


def cached():
    return glob.glob('cache/mail/*')


def kept(url):
    return [f for f in cached() if ('url: %s\n' % url).encode() in
            open(f, 'rb').read()]


def bad(base, path, why, seconds=12):
    status, out, err, took = run(base + path)
    check(status == 2, path, 'status', status)
    check(not out, path, 'wrote', out[:80])
    check(why in err and err.count('\n') == 1, path, 'said', repr(err))
    check(took < seconds, path, 'took', took)
    if not path.startswith('/api'):
        check(not kept(base + path), path, 'is in the cache')


def good(args, want=MAIL):
    status, out, err, took = run(*args)
    check(status == 0 and out == want, args, status, out[:80], repr(err))


def as_curl_users_expect(base):
    """Passwords from ~/.netrc, proxies from the environment, and none for the
    hosts in no_proxy."""
    bad(base, '/locked', '401 Unauthorized')
    with open(os.path.join(os.environ['HOME'], '.netrc'), 'w') as f:
        f.write('machine 127.0.0.1 login anna password wrong\n')
    bad(base, '/locked', '401 Unauthorized')
    with open(os.path.join(os.environ['HOME'], '.netrc'), 'w') as f:
        f.write('machine 127.0.0.1 login anna password secret\n')
    good([base + '/locked'])

    was = os.environ.get('http_proxy')
    os.environ['http_proxy'] = base
    good(['http://lists.example.org/good'])
    os.environ['http_proxy'] = 'http://127.0.0.1:1'
    bad('http://lists.example.org', '/good2', 'connect to 127.0.0.1')
    good([base + '/good'])
    os.environ['http_proxy'] = was or ''

    began = time.time()
    good([base + '/retry-after'])
    check(time.time() - began >= 2, 'Retry-After', time.time() - began)


def unverified():
    """A certificate that nobody vouches for."""
    made = subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
                           '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2',
                           '-subj', '/CN=127.0.0.1',
                           '-addext', 'subjectAltName=IP:127.0.0.1'],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if made.returncode:
        print('skipped: no openssl: certificates')
        return
    server = Server(('127.0.0.1', 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain('cert.pem', 'key.pem')
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = 'https://127.0.0.1:%d' % server.server_port
    bad(base, '/unverified', 'certificate')
    check('/unverified' not in seen, 'asked in spite of the certificate')
    server.shutdown()


def main():
    os.environ['WINNOW_CACHE'] = os.path.abspath('cache')
    os.environ['no_proxy'] = '127.0.0.1'
    server = Server(('127.0.0.1', 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = 'http://127.0.0.1:%d' % server.server_port

    slow = (
        ('/silent', 'Operation too slow'),
        ('/stall', 'Operation too slow'),
        ('/drip', 'Operation too slow'),
        ('/cut', ' bytes '),
        ('/short', 'cut off'),
        ('/endless', 'more than 20000000 bytes'),
        ('/large', 'more than 20000000 bytes'),
        ('/bomb', 'more than 20000000 bytes'),
        ('/encoded-bomb', 'more than 20000000 bytes'),
        ('/damaged', 'damaged gzip data'),
        ('/headers', 'Too large response headers'),
        ('/garbage', ''),
        ('/loop', 'Maximum (5) redirects followed'),
        ('/to-file', 'Protocol "file"'),
        ('/to-ftp', 'Protocol "ftp"'),
        ('/to-page', 'a web page, no mail'),
        ('/busy', '503 Service Unavailable'),
    )
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda row: bad(base, *row), slow))
    check(seen['/busy'] == 3, '/busy asked', seen['/busy'])
    bad(base, '/missing', '404 Not Found')
    check(seen['/missing'] == 1, '/missing asked', seen['/missing'])
    bad('http://127.0.0.1:1', '/', 'connect to 127.0.0.1')
    bad(base, '/api/1.2/patches/8/', 'names no mbox')
    bad('file://', '/etc/passwd', 'No such file')

    good([base + '/flaky'])
    good(['--server', base + '/all/', 'one@example.org'])
    good(['--server', base + '/all', '<with/slash@example.org>'])
    good([base + '/all/one@example.org/'])
    good([base + '/all/one@example.org/T/#u'])
    good([base + '/api/1.2/patches/7/'])
    good([base + '/patch/7/'])
    good([base + '/project/p/patch/one@example.org/'])
    good([base + '/project/p/list/?state=*&series=8'])
    good([base + '/tagged'])
    good([base + '/tagged'])
    check(seen['/tagged'] == 2, '/tagged asked', seen['/tagged'])
    good(['--offline', base + '/tagged'])
    good(['--no-cache', base + '/good'])
    status, out, err, took = run('--offline', base + '/good')
    check(status == 2 and 'offline' in err, '/good offline', status, err)
    run('-o', 'out.mbox', base + '/good')
    check(open('out.mbox', 'rb').read() == MAIL, 'out.mbox')
    run('-o', 'bad.mbox', base + '/cut')
    check(not glob.glob('bad.mbox*'), 'bad.mbox is there')
    as_curl_users_expect(base)
    try:
        unverified()
    except FileNotFoundError:
        print('skipped: no openssl: certificates')
    for f in cached():
        data = open(f, 'rb').read()
        open(f, 'wb').write(data[:-3])
    server.shutdown()
    status, out, err, took = run('--offline', base + '/tagged')
    check(status == 2, 'damaged copy used')
    stop.set()
    mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    check(mib < 200, 'memory', mib)
    return 1 if failed else 0


sys.exit(main())
