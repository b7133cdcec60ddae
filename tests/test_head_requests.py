"""HEAD asks for the headers of GET, which uptime monitors and link checkers do all day."""

import io

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from artrecog.head_requests import HeadMiddleware


def ask(method: str, response: HttpResponse | StreamingHttpResponse) -> HttpResponse | StreamingHttpResponse:
    def view(_request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        return response

    return HeadMiddleware(view)(RequestFactory().generic(method, "/"))


def body_of(response: HttpResponse | StreamingHttpResponse) -> bytes:
    return b"".join(map(bytes, response))


def test_its_answer_has_the_length_of_the_page_and_not_the_page():
    response = ask("HEAD", HttpResponse("A page", headers={"Content-Length": "6"}))
    assert (body_of(response), response.headers["Content-Length"]) == (b"", "6")


def test_of_a_file_nothing_is_read():
    file = io.BytesIO(b"a picture")
    response = ask("HEAD", FileResponse(file))
    assert (body_of(response), response.headers["Content-Length"], file.tell()) == (b"", "9", 0)


def test_who_asks_for_the_page_gets_it():
    assert body_of(ask("GET", HttpResponse("A page"))) == b"A page"
    assert body_of(ask("GET", FileResponse(io.BytesIO(b"a picture")))) == b"a picture"
