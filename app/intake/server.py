"""The addresses of the server, and what every answer has in common."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.errors import AppError
from app.intake.senders import Senders
from app.intake.uploads import VERSION, Uploads, answer_to
from app.storage.intake.spool import Spool

log = logging.getLogger("pervichka.intake")

_PAGE = """<!doctype html><html lang="ru"><meta charset="utf-8"><title>Приём отчётов</title>
<style>body{{font:18px/1.5 sans-serif;max-width:38em;margin:3em auto;padding:0 1em}}</style>
<h1>Приём запечатанных файлов</h1><p>{name}</p>
<p>Этот адрес – для программы «Первичка»: впишите его в «Обмен → Ключи и связь» как адрес вышестоящей организации,
файлы пойдут сами. Открывать его в браузере незачем.</p></html>"""


def make_server(spool: Spool, senders: Senders, arrived: Callable[[], object] = lambda: None) -> Starlette:
    """The application. ``arrived`` is called whenever a request may have left a whole file in the spool."""
    uploads = Uploads(spool, senders)

    def told(handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def answered(request: Request) -> Response:
            try:
                answer = await handle(request)
            except AppError as error:
                answer = answer_to(error, senders.challenge())
            if request.method in ("PATCH", "POST") and answer.status_code < 300:
                arrived()
            answer.headers["X-Content-Type-Options"] = "nosniff"
            answer.headers["Tus-Resumable"] = VERSION  # by it our client knows a server from a login page
            log.info("%s %s %s", request.method, request.url.path.split("/")[1], answer.status_code)
            return answer

        return answered

    async def home(_: Request) -> Response:
        name = spool.directory()[1].replace("&", "&amp;").replace("<", "&lt;")
        return HTMLResponse(_PAGE.format(name=name))

    async def health(_: Request) -> Response:
        ready = bool(spool.directory()[0])
        return JSONResponse({"status": "ok" if ready else "starting"}, status_code=200 if ready else 503)

    async def answers(request: Request) -> Response:
        sender = senders.believed(request.headers.get("authorization", ""))
        names = await run_in_threadpool(spool.answers, sender.fingerprint)
        return JSONResponse({"answers": [{"name": name, "url": f"/answers/{quote(name)}"} for name in names]})

    async def answer(request: Request) -> Response:
        sender = senders.believed(request.headers.get("authorization", ""))
        name = request.path_params["name"]
        if request.method == "DELETE":
            await run_in_threadpool(spool.answer_fetched, sender.fingerprint, name)
            return Response(status_code=204)
        data = await run_in_threadpool(spool.answer, sender.fingerprint, name)
        if data is None:
            return Response(status_code=404)
        return Response(data, media_type="application/x-pervichka", headers={"Cache-Control": "no-store"})

    changing = ["HEAD", "PATCH", "DELETE", "POST"]
    return Starlette(
        routes=[
            Route("/", told(home)),
            Route("/healthz", told(health)),
            Route("/files", told(uploads.collection), methods=["OPTIONS", "POST"]),
            Route("/files/", told(uploads.collection), methods=["OPTIONS", "POST"]),
            Route("/files/{id}", told(uploads.one), methods=changing),
            Route("/answers", told(answers)),
            Route("/answers/{name}", told(answer), methods=["GET", "DELETE"]),
        ]
    )
