"""A repository for the tests: oai_server.py PORTFILE LOG [BEHAVIOUR]. Writes its port to PORTFILE, each question to LOG.

Lists of three answers with two records each; `busy` says 503 to the first question, `cut` breaks off in the second answer,
`elsewhere` and `around` redirect, `loop` gives one token again and again, `error` answers with an error, `html` with a page.
"""
import http.server
import sys
import urllib.parse

portfile, log, behaviour = sys.argv[1], sys.argv[2], (sys.argv + [""])[3]
seen = []


def record(number, status=""):
    body = "" if status else (
        '<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Title %d</dc:title><dc:language>eng</dc:language>'
        "</oai_dc:dc></metadata>" % number)
    return '<record><header%s><identifier>oai:x:%d</identifier></header>%s</record>' % (status, number, body)


def answer(question):
    token = question.get("resumptionToken", [""])[0]
    part = int(token[1:]) if token else 0
    asked = ' resumptionToken="%s"' % token if token else ""
    if behaviour == "error" or part > 2:
        inner = '<error code="badArgument">no such &lt;thing&gt;</error>'
    else:
        following = "p%d" % (part + 1) if part < 2 else ""
        if behaviour == "loop":
            following = "p1"
        deleted = ' status="deleted"' if part == 2 else ""
        inner = "<ListRecords>%s%s<resumptionToken>%s</resumptionToken></ListRecords>" % (
            record(2 * part + 1), record(2 * part + 2, deleted), following)
    return ('<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            '<request verb="ListRecords"%s>x</request>%s</OAI-PMH>' % (asked, inner)).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def redirect(self, target):
        self.send_response(302)
        self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        with open(log, "a") as file:
            file.write(self.path + "\n")
        seen.append(self.path)
        if behaviour == "busy" and len(seen) == 1:
            self.send_response(503)
            self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if behaviour == "elsewhere":
            return self.redirect("http://localhost:1/oai")
        if behaviour == "around" and url.path == "/oai":
            return self.redirect("/moved?" + url.query)
        body = b"<!DOCTYPE html><html></html>" if behaviour == "html" else answer(urllib.parse.parse_qs(url.query))
        length = len(body)
        if behaviour == "cut" and len(seen) == 2:
            body = body[:200]
        self.send_response(404 if behaviour == "missing" else 200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)
        if len(body) < length:
            self.close_connection = True


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(portfile + ".new", "w") as file:
    file.write(str(server.server_address[1]))
import os
os.rename(portfile + ".new", portfile)
server.serve_forever()
