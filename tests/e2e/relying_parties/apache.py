"""Apache with mod_auth_openidc, set up as a council would: a page for its members, everything else left at defaults.

Never Debian's own service: a server of its own, on a port of its own, in a folder of its own. Apache does not serve as
root, so root hands it to `www-data`.
"""

import getpass
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from console.topology import free_ports

SERVER = shutil.which("apache2", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_MODULES = Path("/usr/lib/apache2/modules")
MODULE = _MODULES / "mod_auth_openidc.so"
_USER = "www-data"
_START_SECONDS = 20

_CONFIGURATION = """
ServerRoot {folder}
ServerName localhost
Listen {port}
PidFile {folder}/pid
ErrorLog {folder}/error.log
Mutex file:{folder} default
DefaultRuntimeDir {folder}
{modules}
TypesConfig /dev/null
AddType text/html .html
AddOutputFilter INCLUDES .html
DocumentRoot {folder}/pages
<Directory {folder}/pages>
    Options +Includes
</Directory>

OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCRedirectURI {redirect_uri}
OIDCCryptoPassphrase {passphrase}
OIDCCookie {cookie}
OIDCScope "openid email"
OIDCPKCEMethod S256
{own}
<LocationMatch "^/(members.html|signed-in)$">
    AuthType openid-connect
    Require valid-user
</LocationMatch>
"""

_MEMBERS = """<p id="who"><!--#echo var="REMOTE_USER" --></p>
<p id="email"><!--#echo var="OIDC_CLAIM_email" --></p>
<p id="verified"><!--#echo var="OIDC_CLAIM_email_verified" --></p>
<p id="issuer"><!--#echo var="OIDC_CLAIM_iss" --></p>
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A council's site before it runs: its addresses, so that they can be registered first."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def members(self) -> str:
        """The page that only those signed in see."""
        return f"{self.url}/members.html"

    @property
    def redirect_uri(self) -> str:
        return f"{self.url}/signed-in"

    @property
    def goodbye(self) -> str:
        """Where a browser comes back to, signed out."""
        return f"{self.url}/goodbye.html"

    @property
    def sign_out(self) -> str:
        return f"{self.redirect_uri}?logout={self.goodbye}"

    @property
    def backchannel_logout_uri(self) -> str:
        return f"{self.redirect_uri}?logout=backchannel"

    @property
    def jwks_uri(self) -> str:
        return f"{self.redirect_uri}?jwks=rsa"

    @contextmanager
    def serving(self, issuer: str, own: Mapping[str, str]) -> Iterator[None]:
        """For the block. `own`: the directives that tell this client from another."""
        modules = ("mpm_event", "authn_core", "authz_core", "authz_user", "mime", "include", "auth_openidc")
        (self.folder / "apache.conf").write_text(
            _CONFIGURATION.format(
                folder=self.folder,
                port=f"127.0.0.1:{self.port}",
                modules="\n".join(f"LoadModule {name}_module {_MODULES}/mod_{name}.so" for name in modules),
                issuer=issuer,
                redirect_uri=self.redirect_uri,
                passphrase=secrets.token_urlsafe(32),
                # Browsers keep one jar for a host, whatever the port.
                cookie=f"council_{self.port}",
                own="\n".join(f"{name} {value}" for name, value in own.items()),
            )
        )
        command = [str(SERVER), "-f", str(self.folder / "apache.conf"), "-D", "FOREGROUND"]
        with subprocess.Popen(command, user=_owner(), group=_owner(), env={}) as server:
            try:
                self._wait(server)
                yield
            finally:
                server.terminate()
                server.wait()
                sys.stderr.write((self.folder / "error.log").read_text())  # pytest shows it where a test fails

    def _wait(self, server: "subprocess.Popen[bytes]") -> None:
        until = time.monotonic() + _START_SECONDS
        while True:
            assert server.poll() is None, "Apache does not like its configuration"
            assert time.monotonic() < until, "Apache did not start"
            try:
                requests.get(self.goodbye, timeout=2)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return


@contextmanager
def site() -> Iterator[Site]:
    """A site's folder, for the block, where whoever Apache runs as can read: not below pytest's own, which is ours."""
    with tempfile.TemporaryDirectory(prefix="apache-") as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        (pages / "members.html").write_text(_MEMBERS)
        (pages / "goodbye.html").write_text("<p>Goodbye.</p>")
        shutil.chown(folder, _owner())
        yield Site(Path(folder), free_ports(1)[0])


def new_keys(folder: Path) -> tuple[Path, Path]:
    """The PEM files of a new RSA key and of its public half: all that this module can sign with."""
    key = rsa.generate_private_key(65537, 2048)
    private, public = folder / "key.pem", folder / "public.pem"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def _owner() -> str:
    return _USER if os.geteuid() == 0 else getpass.getuser()
