#!/usr/bin/env python3
"""Asks every route of the site, as nobody and in every role, by every method, and says what was answered otherwise than
the table of routes (openapi.json) and the roles below declare. authorisation.py SITE ROLE=COOKIE …"""
import http.client
import json
import re
import sys

# What each role may do (work/accounts.h); 'personal' only with a second step, which nobody here has.
MAY = {
    'nobody': {'public'},
    'reader': {'public', 'signed-in'},
    'contributor': {'public', 'signed-in', 'propose'},
    'reviewer': {'public', 'signed-in', 'review'},
    'editor': {'public', 'signed-in', 'propose', 'review', 'edit'},
    'officer': {'public', 'signed-in'},
    'administrator': {'public', 'signed-in', 'propose', 'review', 'edit', 'administer'},
}
site = sys.argv[1].removeprefix('http://')
cookies = {'nobody': None, **dict(pair.split('=', 1) for pair in sys.argv[2:])}
assert set(cookies) == set(MAY), cookies.keys()
connection = http.client.HTTPConnection(site, timeout=20)
wrong, asked = [], 0


def ask(method, path, role, headers=None):
    global asked
    asked += 1
    headers = dict(headers or {})
    if cookies[role]:
        headers['Cookie'] = f'session={cookies[role]}'
    body = '' if method == 'POST' else None
    if method == 'POST':
        headers.setdefault('Origin', f'http://{site}')
    connection.request(method, path, body=body, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer


def expect(fine, what, answer):
    if not fine:
        wrong.append(f'{what}: {answer.status} {answer.getheader("Location") or ""}')


def to_sign_in(answer):
    return answer.status == 303 and answer.getheader('Location').startswith('/sign-in?to=')


def denied(answer):
    return answer.status in (401, 403, 405) or to_sign_in(answer)


connection.request('GET', '/openapi.json')
paths = json.loads(connection.getresponse().read())['paths']
for route, methods in paths.items():
    path = re.sub(r'\{\w+\}', 'x', route)
    declared = {method.upper() for method in methods}
    capability = next(iter(methods.values()))['x-capability']
    types = methods.get('get', {}).get('responses', {}).get('200', {}).get('content', {})
    data = re.search(r'\.(json|csv|xlsx|svg|atom|rss|ics|xml|bib|ris|marcxml)$', route) and 'text/html' not in types and route != '/openapi.json'
    for role in MAY:
        allowed = capability in MAY[role]
        for method in ('GET', 'HEAD', 'POST', 'DELETE'):
            if route == '/sign-out' and method == 'POST':
                continue  # ends the session that the others need
            answer = ask(method, path, role)
            what = f'{method} {path} as {role}'
            if method.replace('HEAD', 'GET') not in declared:
                expect(answer.status == 405, what, answer)
            elif allowed and method == 'POST':
                expect(answer.status in (200, 303, 400, 404, 409, 422, 429) and not to_sign_in(answer), what, answer)
            elif allowed and '{' in route:
                expect(answer.status in (200, 404), what, answer)
            elif allowed:
                expect(answer.status == 200 or (answer.status == 303 and not to_sign_in(answer)), what, answer)
            elif role == 'nobody':
                expect(answer.status == 401 if data else to_sign_in(answer), what, answer)
            elif capability == 'personal' and role == 'officer':
                expect(answer.getheader('Location') == '/me/second-step' or answer.status == 403, what, answer)
            else:
                expect(answer.status == 403, what, answer)
            # What is for some only is kept by no cache.
            if role != 'nobody' or capability != 'public':
                expect(answer.status in (404, 405) or answer.getheader('Cache-Control') in ('private, no-store', 'no-store'),
                       f'{what}, cached', answer)
        # A POST from elsewhere is refused whoever sends it.
        if 'POST' in declared:
            for headers in ({'Origin': 'https://evil.example'}, {'Origin': 'null'}, {'Origin': ''}, {'Sec-Fetch-Site': 'cross-site'},
                            {'Sec-Fetch-Site': 'same-site'}, {'Sec-Fetch-Site': 'none'}):
                answer = ask('POST', path, role, headers)
                # But for what only asks, as GET does.
                expected = 200 if methods['post'].get('x-from-anywhere') else 403
                expect(answer.status == expected, f'POST {path} as {role} with {headers}', answer)
print('\n'.join(wrong[:40]))
print(f'{asked} requests, {len(wrong)} answered otherwise than declared')
sys.exit(1 if wrong or asked < 500 else 0)
