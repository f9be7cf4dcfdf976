"""The one-click handover of keys, `wc-auth/v1`, as the owner's browser and we see it.

https://woocommerce.github.io/woocommerce-rest-api-docs/#rest-api-keys
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode, urlsplit

import requests
from werkzeug import Request, Response

from tests.fakes.woocommerce.keys import Key
from tests.fakes.woocommerce.php import encoded
from tests.fakes.woocommerce.shop import Shop

PREFIX = "/wc-auth/v1/"
REQUIRED = ("app_name", "user_id", "return_url", "callback_url", "scope")
SCOPES = {"read": "Read", "write": "Write", "read_write": "Read/Write"}
COOKIE = "wordpress_logged_in"
NONCE = "0f1e2d3c4b"
UNSENT = "An error occurred in the request and at the time were unable to send the consumer data."


class Denied(Exception):
    """Shown to the owner as "Access denied", 401."""


class Handover:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def answer(self, request: Request) -> Response:
        step = request.path.removeprefix(PREFIX).strip("/")
        try:
            self._check(request)
            if step == "authorize":
                return self._authorize(request)
            if step == "login":
                return self._login(request)
            if step == "access_granted":
                return self._granted(request)
        except Denied as error:
            return page(f"<h1>Access denied</h1><p>Error: {escape(str(error))}.</p>", 401)
        return page("<h1>Not found</h1>", 404)

    def _check(self, request: Request) -> None:
        """Raises Denied."""
        for name in REQUIRED:
            if not request.args.get(name):
                raise Denied(f"Missing parameter {name}")
        if request.args["scope"] not in SCOPES:
            raise Denied(f"Invalid scope {request.args['scope']}")
        for name in ("return_url", "callback_url"):
            if not urlsplit(request.args[name]).netloc:
                raise Denied(f"The {name} is not a valid URL")
        secure = urlsplit(request.args["callback_url"]).scheme == "https"
        if not secure and not self._shop.switches.http_callbacks:
            raise Denied("The callback_url needs to be over SSL")

    def _authorize(self, request: Request) -> Response:
        query = urlencode({name: request.args[name] for name in REQUIRED})
        if not request.cookies.get(COOKIE):
            return sent_on(f"{PREFIX}login/?{query}")
        name = escape(request.args["app_name"])
        approve = escape(f"{PREFIX}access_granted/?{query}&wc_auth_nonce={NONCE}")
        deny = escape(returned(request, "0"))
        return page(
            f"<h1>{name} would like to connect to your store</h1>"
            f"<p>This will give it {SCOPES[request.args['scope']]} access.</p>"
            f'<a href="{approve}">Approve</a> <a href="{deny}">Deny</a>'
        )

    def _login(self, request: Request) -> Response:
        if request.method != "POST":
            return page('<form method="post"><button>Login</button></form>')
        answer = sent_on(f"{PREFIX}authorize?{request.query_string.decode()}")
        answer.set_cookie(COOKIE, "admin")
        return answer

    def _granted(self, request: Request) -> Response:
        """Keys go to the callback before the browser comes back; unless it answers exactly 200,
        the key is dropped: https://github.com/woocommerce/woocommerce/issues/29622"""
        if request.args.get("wc_auth_nonce") != NONCE or not request.cookies.get(COOKIE):
            raise Denied("Invalid nonce verification")
        key = self._shop.keyring.cut(request.args["scope"])
        if self._told(request, key) != 200:
            self._shop.keyring.revoke(key)
            raise Denied(UNSENT.rstrip("."))
        return sent_on(returned(request, "1"))

    def _told(self, request: Request, key: Key) -> int:
        """Unsigned, and without the store's address."""
        body = {
            "key_id": key.id,
            "user_id": request.args["user_id"],
            "consumer_key": key.consumer_key,
            "consumer_secret": key.consumer_secret,
            "key_permissions": key.permissions,
        }
        headers = {
            "User-Agent": f"WordPress/6.9.1; {self._shop.home}",
            "Content-Type": "application/json;charset=UTF-8",
        }
        safe_only = self._shop.switches.safe_urls_only
        return self._shop.post.send(request.args["callback_url"], encoded(body), headers, safe_only)


def returned(request: Request, success: str) -> str:
    url = request.args["return_url"]
    told = urlencode({"success": success, "user_id": request.args["user_id"]})
    return f"{url}{'&' if '?' in url else '?'}{told}"


def page(html: str, status: int = 200) -> Response:
    return Response(html, status, content_type="text/html; charset=UTF-8")


def sent_on(url: str) -> Response:
    answer = page("", 302)
    answer.headers["Location"] = url
    return answer


def approve(authorize_url: str, verify: bool | str = True) -> requests.Response:
    """What an owner's browser does who logs in and approves: the answer to the last click, which
    is 302 to the return_url, or 401 where the keys could not be handed over."""
    parts = urlsplit(authorize_url)
    granted = f"{parts.scheme}://{parts.netloc}{PREFIX}access_granted/?{parts.query}"
    with requests.Session() as browser:
        browser.trust_env = False
        browser.verify = verify
        seen = browser.get(authorize_url, allow_redirects=False)
        if seen.status_code != 302:
            return seen
        browser.post(f"{parts.scheme}://{parts.netloc}{seen.headers['Location']}")
        return browser.get(f"{granted}&wc_auth_nonce={NONCE}", allow_redirects=False)
