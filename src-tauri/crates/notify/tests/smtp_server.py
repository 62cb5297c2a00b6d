"""A mail server for the tests beside it: says its port, then each letter that it took, and ends with its input."""

import email.policy
import os
import socket
import ssl
import subprocess
import sys
import tempfile

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Reader:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 no such reader"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say("to", *envelope.rcpt_tos)
        say("subject", letter["subject"])
        say("auto-submitted", letter["auto-submitted"])
        say("text", letter.get_content().rstrip().replace("\r", "").replace("\n", "|"))
        say(".")
        return "250 taken"


def say(*words):
    sys.stdout.buffer.write((" ".join(words) + "\n").encode())
    sys.stdout.buffer.flush()


def login(server, session, envelope, mechanism, given):
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"landlord", b"right")
    return AuthResult(success=right, handled=False)


def certificate():
    folder = tempfile.mkdtemp()
    key, cert = os.path.join(folder, "key"), os.path.join(folder, "cert")
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert]
    subprocess.run(make + subject, check=True, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return context


mode = sys.argv[1]
options = {}
if mode == "login":
    options = {"authenticator": login, "auth_required": True, "auth_require_tls": False}
if mode == "self-signed":
    options = {"tls_context": certificate()}
# A port that is free now.
with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
controller = Controller(Reader(), hostname="127.0.0.1", port=port, **options)
controller.start()
say(str(port))
sys.stdin.read()
controller.stop()
