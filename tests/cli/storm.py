#!/usr/bin/env python3
"""Many people at once: each thread signs in, reads, ends its other sessions, fails to sign in, and signs out again.
storm.py SITE PASSWORD THREADS ROUNDS NAME … prints how many sign-ins succeeded; any answer that is no answer fails it."""
import collections
import http.client
import sys
import threading
import urllib.parse

site, password, threads, rounds, names = sys.argv[1].removeprefix('http://'), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5:]
answers = collections.Counter()
wrong = []
lock = threading.Lock()


class Person:
    def __init__(self):
        self.connection = http.client.HTTPConnection(site, timeout=60)
        self.cookie = None

    def ask(self, what, path, fields=None):
        headers = {'Origin': f'http://{site}', **({'Cookie': self.cookie} if self.cookie else {})}
        body = None if fields is None else urllib.parse.urlencode(fields)
        if body is not None:
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        self.connection.request('GET' if body is None else 'POST', path, body=body, headers=headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        cookie = answer.getheader('Set-Cookie')
        if cookie:
            self.cookie = cookie.split(';')[0]
        with lock:
            answers[f'{what} {answer.status}'] += 1
            # 503: more waited than the site lets wait; it says when to come again.
            if answer.status >= 500 and not (answer.status == 503 and answer.getheader('Retry-After')):
                wrong.append(f'{what}: {answer.status} {text[:200]}')
        return answer.status, text


def run(number):
    try:
        person = Person()
        for turn in range(rounds):
            name = names[(number + turn) % len(names)]
            status, _ = person.ask('sign-in', '/sign-in', {'name': name, 'password': password, 'to': '/me'})
            person.ask('read', '/projects')
            person.ask('me', '/me')
            if turn % 2:
                person.ask('end others', '/me/sessions', {'end': 'others'})
            if turn % 3 == number % 3:
                Person().ask('refused', '/sign-in', {'name': f'nobody-{number}', 'password': 'not the password'})
            status, text = person.ask('read', '/tables')
            if status != 200 or '</html>' not in text:
                wrong.append(f'/tables: {status}')
            person.ask('sign-out', '/sign-out', {})
    except Exception as error:  # a connection that was broken
        wrong.append(f'{type(error).__name__}: {error}')


workers = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
print(*wrong[:20], *(f'{what}: {count}' for what, count in sorted(answers.items())), sep='\n', file=sys.stderr)
print(answers['sign-in 303'])
sys.exit(1 if wrong or answers['sign-in 303'] == 0 else 0)
